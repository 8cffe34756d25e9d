import { compileWorkflow, parseWorkflow, type CompiledWorkflow } from "../../src/modules/workflows/pure.js";
import type { PreferenceLayers } from "../../src/modules/preferences/pure.js";
import type { UserPatch } from "../../src/modules/users/index.js";
import { ImaginedWorld, preferenceName } from "../../src/modules/runs/simulation/imagined-world.js";
import type { ChannelContext } from "../../src/modules/runs/engine/types.js";
import type { EngineParts } from "../../src/modules/runs/engine-parts.js";
import { simulate } from "../../src/modules/runs/simulation/simulator.js";
import type { Outcome, StoryMark, StoryTrigger } from "../../src/modules/runs/simulation/story.js";
import { laneOf, userKey } from "../../src/modules/identifiers/index.js";
import type { JsonObject } from "../../src/platform/json.js";
import { TEST_NOW } from "./runtime.js";

/** A trigger of a test's story. Times are in seconds from its start. */
export interface ToldTrigger {
  after?: number;
  to: string[];
  data?: JsonObject;
  /** Recipient data by recipient. */
  own?: Record<string, JsonObject>;
  actor?: string;
  tenant?: string;
  key?: string;
  isSandbox?: boolean;
  skipsDelays?: boolean;
}

export interface ToldStory {
  steps: object[];
  /** More of the workflow's document. */
  workflow?: object;
  triggers: ToldTrigger[];
  cancels?: { after: number; key: string; to?: string[] }[];
  marks?: { after: number; to: string; step: string; mark: StoryMark["mark"] }[];
  users?: UserPatch[];
  preferences?: Record<string, Partial<PreferenceLayers>>;
  startAt?: number;
  environmentId?: number;
  /** Yields the event loop between two pieces of work. By default, does not yield. */
  rest?: () => Promise<void> | null;
  /** Programs and effects that replace those of the product. */
  parts?: EngineParts;
}

export interface ToldOutcome extends Outcome {
  /** The codes of each run's trace. */
  codes: string[][];
  /** The rendered Markdown of the messages, without its paragraph. */
  texts: string[];
  /** The creation times of the messages, in seconds from the start. */
  times: number[];
  statuses: string[];
}

const CHANNELS: ReadonlyMap<string, ChannelContext> = new Map([
  [
    "in-app",
    {
      id: 1,
      key: "in-app",
      type: "IN_APP",
      hasAddress: false,
      isSandbox: false,
      conditions: null,
      overrides: null,
      initialStatus: { live: "DELIVERED", sandbox: "NOT_SENT" },
    },
  ],
]);

export const bell = (markdown = "hello", more: object = {}): object => ({
  ref: "bell",
  type: "channel",
  channelKey: "in-app",
  template: { markdown },
  ...more,
});

export function compiled(steps: object[], more: object = {}): CompiledWorkflow {
  const document = { key: "told", name: "Told", steps, ...more };
  const parsed = parseWorkflow(JSON.parse(JSON.stringify(document)), { channels: null });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return compileWorkflow(parsed.document, { workflowId: 1, versionId: 1 });
}

/** Plays a story with the engine alone: no database, no clock. */
export async function play(story: ToldStory): Promise<ToldOutcome> {
  const startAt = story.startAt ?? TEST_NOW;
  const environmentId = story.environmentId ?? 1;
  const momentOf = (after: number): number => startAt + Math.round(after * 1000);
  const outcome = await simulate(
    {
      workflow: compiled(story.steps, story.workflow),
      channels: CHANNELS,
      triggers: story.triggers.map((trigger) => toldTrigger(trigger, momentOf, environmentId)),
      cancels: (story.cancels ?? []).map(({ after, key, to }) => ({
        at: momentOf(after),
        cancellationKey: key,
        keys: to ? new Set(to.map(userKey)) : null,
      })),
      marks: (story.marks ?? []).map(({ after, to, step, mark }) => ({
        at: momentOf(after),
        recipientKey: userKey(to),
        stepRef: step,
        mark,
      })),
      world: worldOf(story, startAt, environmentId),
    },
    { rest: story.rest ?? (() => null), decisionsMax: 100_000 },
    story.parts,
  );
  return {
    ...outcome,
    codes: outcome.runs.map((run) => run.trace.map(([, , code]) => code)),
    texts: outcome.messages.map(({ content }) => textOf(content)),
    times: outcome.messages.map((message) => (message.at - startAt) / 1000),
    statuses: outcome.runs.map((run) => run.status),
  };
}

function toldTrigger(
  { after = 0, to, data = {}, own = {}, actor, tenant, key, isSandbox = false, skipsDelays = false }: ToldTrigger,
  momentOf: (after: number) => number,
  environmentId: number,
): StoryTrigger {
  const reached = to.map((userId) => ({
    key: userKey(userId),
    lane: laneOf(environmentId, userKey(userId)),
    data: own[userId] ?? null,
    subscription: null,
    through: null,
  }));
  return {
    at: momentOf(after),
    reached,
    actorKey: actor === undefined ? null : userKey(actor),
    tenantId: tenant ?? null,
    data,
    cancellationKey: key ?? null,
    isSandbox,
    skipsDelays,
    expiresAt: null,
    change: () => undefined,
  };
}

function worldOf(story: ToldStory, startAt: number, environmentId: number): ImaginedWorld {
  const layers = new Map<string, PreferenceLayers>();
  const nobody = { recipient: null, recipientInTenant: null, tenant: null, environment: null, hasTenant: false };
  for (const [userId, said] of Object.entries(story.preferences ?? {}))
    layers.set(preferenceName(userKey(userId), null), { ...nobody, ...said });
  const stored = {
    environmentId,
    users: new Map(),
    objects: new Map(),
    tenants: new Map(),
    entries: new Map(),
    layers,
  };
  const world = new ImaginedWorld(stored, () => "00000000-0000-7000-8000-000000000000");
  for (const user of story.users ?? []) world.patchUser(user, startAt);
  return world;
}

function textOf(content: Outcome["messages"][number]["content"]): string {
  if (content.type !== "IN_APP") return JSON.stringify(content);
  const [first] = content.blocks;
  if (first?.kind !== "markdown") return JSON.stringify(content.blocks);
  return first.html.replace(/^<p>|<\/p>$/g, "");
}
