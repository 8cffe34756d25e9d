import { beforeEach, expect, test } from "@jest/globals";
import { createTestRuntime, type TestRuntime } from "../../../../test/support/runtime.js";
import type { Database } from "../../../platform/postgres/index.js";
import { RequestSlots, type RequestSlotsDeps } from "./request-slots.service.js";

type Send = Parameters<RequestSlots["add"]>[1][number];
type Sent = Parameters<RequestSlotsDeps["sender"]["send"]>;

const GATE = "1/acme";

let runtime: TestRuntime;
let slots: RequestSlots;
/** The sets whose attempts were begun, with what tells how their requests go. */
let begun: { sends: readonly Send[]; listeners: Sent[1] }[];
let givenBack: number[];
let released: number[];
let done: number[];

beforeEach(() => {
  [begun, givenBack, released, done] = [[], [], [], []];
  runtime = createTestRuntime({} as Database);
  const deps = {
    queue: {
      giveBack: async (_q: unknown, claimed: { ordinal: number }[]) => givenBack.push(...claimed.map(ordinalOf)),
    },
    sender: { send: (...[sends, listeners]: Sent) => new Promise(() => begun.push({ sends, listeners })) },
  };
  slots = new RequestSlots(runtime, deps as unknown as RequestSlotsDeps);
});

const ordinalOf = ({ ordinal }: { ordinal: number }): number => ordinal;

function add(from: number, to: number): void {
  const sends = Array.from({ length: to - from }, (_, index) => ({
    ...{ delivery: { ordinal: from + index }, request: { kind: "local" } },
  }));
  slots.add(GATE, sends as unknown as Send[], {
    onReleased: ({ ordinal }) => released.push(ordinal),
    onDone: ({ ordinal }) => done.push(ordinal),
  });
}

const sizes = (): number[] => begun.map(({ sends }) => sends.length);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function answer(set: number, count: number): void {
  const { sends, listeners } = begun[set] ?? { sends: [], listeners: null };
  for (const send of sends.slice(0, count)) listeners?.onAnswered(send);
}

test("no more requests are under way than slots, and the next set begins once enough of them are free", () => {
  add(0, 300);
  expect(sizes()).toEqual([128]);
  answer(0, 63);
  expect(sizes()).toEqual([128]);
  answer(0, 64);
  expect(sizes()).toEqual([128, 64]);
  expect(released).toHaveLength(64);
  expect(done).toEqual([]);
});

test("what waits is given back when the gate is held, and when the worker stops", async () => {
  add(0, 130);
  slots.giveBack(GATE);
  await turn();
  expect(givenBack).toEqual([128, 129]);
  slots.close();
  add(130, 131);
  await turn();
  expect(givenBack).toEqual([128, 129, 130]);
  expect([released, done]).toEqual([givenBack, givenBack]);
  expect(sizes()).toEqual([128]);
});

test("what waits beyond the claims of fewer slots is given back, the newest first", async () => {
  add(0, 144);
  slots.allow(GATE, 2);
  await turn();
  expect(givenBack).toEqual([140, 141, 142, 143]);
  slots.allow(GATE, 0);
  await turn();
  expect(givenBack).toHaveLength(16);
});

test("what has waited for too long is prepared anew", async () => {
  add(0, 300);
  runtime.clock.advance(6000);
  answer(0, 64);
  await turn();
  expect(sizes()).toEqual([128]);
  expect(givenBack).toHaveLength(172);
});
