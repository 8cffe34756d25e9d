import { expect } from "@jest/globals";
import type { ModuleApi } from "../../support/module-api.js";

const SIMULATE = `query($i: SimulateInput!) { simulate(input: $i) {
  messages { at stepRef activityCount blocks { ... on TextBlock { text } } } runs { status trace { stepRef code values } } } }`;

export const START = "2026-03-27T12:00:00.000Z";
const START_MS = Date.parse(START);

export interface Told {
  messages: { at: string; stepRef: string; activityCount: number; blocks: { text: string }[] }[];
  runs: { status: string; trace: { stepRef: string | null; code: string; values: Record<string, unknown> }[] }[];
}

export interface Call {
  after?: number;
  data?: object;
  timezone?: string;
  userId?: string;
  actor?: string;
}

export const bell = (text = "x", more: object = {}): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { text },
  ...more,
});

/** Simulates a document with these steps for these calls. */
export async function simulateSteps(api: ModuleApi, steps: object[], calls: Call[], more: object = {}): Promise<Told> {
  const triggers = calls.map(({ after = 0, data = {}, timezone, userId = "ann", actor }) => ({
    afterSeconds: after,
    data,
    ...(actor !== undefined && { actor: { user: { userId: actor } } }),
    recipients: [{ to: timezone === undefined ? { userId } : { user: { userId, timezone } } }],
  }));
  const i = { startAt: START, document: { key: "knock", name: "Knock", steps, ...more }, triggers };
  const { data, errors } = await api.ask(SIMULATE, { i });
  expect(errors).toEqual([]);
  return data.simulate as unknown as Told;
}

export const texts = (told: Told): string[] => told.messages.map(({ blocks }) => blocks[0]?.text ?? "");
export const seconds = (told: Told): number[] => told.messages.map(({ at }) => (Date.parse(at) - START_MS) / 1000);
export const codes = (told: Told): string[][] => told.runs.map(({ trace }) => trace.map(({ code }) => code));
