import fc from "fast-check";
import type { JsonObject } from "../../src/platform/json.js";
import type { ToldStory, ToldTrigger } from "./story.js";

/** Few values on a coarse grid, so that events often have the same time. */
const seconds = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: max / 10 }).map((each) => each * 10);

export const PEOPLE = ["ann", "bob", "cy"];
const KEYS = ["a", "b"];

const window = fc.integer({ min: 1, max: 12 }).map((each) => ({ unit: "seconds", value: each * 10 }));
const key = fc.constantFrom<{ key?: string }>({}, { key: "data.k" }, { key: "{{ data.k }}-{{ actor.id }}" });
const time = fc.oneof(
  { weight: 3, arbitrary: window.map((each): object => ({ window: each })) },
  { weight: 1, arbitrary: fc.constant<object>({ until: "data.until" }) },
);
const when = (name: string, value: string): object => ({ variable: name, operator: "equal_to", argument: value });
const conditions = fc.constantFrom<object>({}, {}, {}, { conditions: when("data.k", "a") });

export const TELLING =
  "{{ total_activities }} by {{ total_actors }}:{% for a in activities %} {{ a.n }}{% endfor %} / {{ data.n }} {{ data.own }}";

export const batchStep = fc
  .record({
    time,
    key,
    sliding: fc.option(fc.integer({ min: 12, max: 20 }), { nil: null, freq: 2 }),
    maxItems: fc.constantFrom(2, 3, 10_000),
    mode: fc.constantFrom("accumulate", "flush_leading"),
  })
  .map(({ time: at, key: by, sliding, maxItems, mode }) => {
    const slide = sliding && { windowType: "sliding", windowLimit: { unit: "seconds", value: sliding * 10 } };
    return { type: "batch", ...at, ...by, ...slide, maxItems, mode, renderLimit: 100 };
  });

const throttleStep = fc
  .record({ time, key, limit: fc.integer({ min: 1, max: 3 }), conditions })
  .map(({ time: at, key: by, limit, conditions: on }) => ({ type: "throttle", ...at, ...by, limit, ...on }));

const delayStep = fc
  .record({ time, conditions })
  .map(({ time: { window: length, ...rest }, conditions: on }: { time: { window?: object }; conditions: object }) => ({
    type: "delay",
    ...(length && { for: length }),
    ...rest,
    ...on,
  }));

const bellStep = conditions.map((on) => ({
  type: "channel",
  channelKey: "in-app",
  template: { markdown: TELLING },
  ...on,
}));

const simpleStep = fc.oneof(
  { weight: 3, arbitrary: batchStep },
  { weight: 2, arbitrary: throttleStep },
  { weight: 3, arbitrary: delayStep },
  { weight: 3, arbitrary: bellStep },
);

const branchStep = fc
  .record({
    asks: fc.constantFrom("data", "seen", "read"),
    steps: fc.array(simpleStep, { maxLength: 2 }),
    others: fc.array(simpleStep, { maxLength: 1 }),
    terminates: fc.boolean(),
  })
  .map((fields) => ({ type: "branch", ...fields }));

type Drawn = { type: string } & Record<string, unknown>;

/** Gives every step a ref, and gives conditions about messages a step to refer to: the first one that sends. */
function named(steps: readonly Drawn[]): object[] {
  let count = 0;
  const name = (step: Drawn): object => {
    const ref = `s${count++}`;
    if (step.type !== "branch") return { ref, ...step };
    const { asks, terminates } = step;
    const inner = (list: unknown): object[] => (Array.isArray(list) ? list.map((each: Drawn) => name(each)) : []);
    const asked =
      asks === "data"
        ? when("data.k", "a")
        : { variable: "refs.s0.engagement_status", operator: "contains", argument: `$message.${String(asks)}` };
    const branches = [
      { name: "asked", conditions: asked, steps: inner(step.steps), terminates },
      { name: "default", steps: inner(step.others) },
    ];
    return { ref, type: "branch", branches };
  };
  return steps.map(name);
}

const bare = { type: "channel", channelKey: "in-app", template: { markdown: TELLING } };

export const someTrigger: fc.Arbitrary<ToldTrigger> = fc.record({
  after: seconds(300),
  to: fc.subarray(PEOPLE, { minLength: 1 }),
  data: fc.record({
    k: fc.constantFrom(...KEYS),
    until: fc.constantFrom(
      "2026-11-24T09:01:00Z",
      "2026-11-24T09:04:00Z",
      "soon",
      JSON.stringify({ unit: "seconds", value: 50 }),
    ),
  }),
  own: fc.constantFrom<Record<string, JsonObject>>({}, { ann: { own: "hers" } }),
  actor: fc.constantFrom(undefined, "eve", "bob"),
  key: fc.constantFrom("x", "y"),
  skipsDelays: fc.boolean(),
  isSandbox: fc.constantFrom(false, false, true),
});

export const someCancels = fc.array(
  fc.record({
    after: seconds(400),
    key: fc.constantFrom("x", "y"),
    to: fc.option(fc.subarray(PEOPLE, { minLength: 1 }), { nil: undefined }),
  }),
  { maxLength: 3 },
);

const someMarks = fc.array(
  fc.record({
    after: seconds(400),
    to: fc.constantFrom(...PEOPLE),
    step: fc.constantFrom("s0", "s0", "s1", "s2"),
    mark: fc.constantFrom("SEEN", "UNSEEN", "READ", "UNREAD", "INTERACTED", "ARCHIVED"),
  }),
  { maxLength: 4 },
);

/** Triggers in order of time, each with its number in its data. */
export function numbered(triggers: readonly ToldTrigger[]): ToldTrigger[] {
  const sorted = [...triggers].sort((a, b) => (a.after ?? 0) - (b.after ?? 0));
  return sorted.map((trigger, n) => ({ ...trigger, data: { ...trigger.data, n } }));
}

/** Any workflow and any interleaving of events that may affect its runs. */
export const someStory: fc.Arbitrary<ToldStory> = fc
  .record({
    steps: fc.array(fc.oneof({ weight: 4, arbitrary: simpleStep }, { weight: 1, arbitrary: branchStep }), {
      minLength: 1,
      maxLength: 5,
    }),
    settings: fc.record({
      triggerFrequency: fc.constantFrom("every_trigger", "every_trigger", "once_per_recipient"),
      readSync: fc.constantFrom("none", "read", "all"),
    }),
    conditions,
    triggers: fc.array(someTrigger, { minLength: 1, maxLength: 8 }),
    cancels: someCancels,
    marks: someMarks,
  })
  .map(({ steps, settings, conditions: on, triggers, cancels, marks }) => ({
    steps: named([bare, ...steps]),
    workflow: { settings, ...on },
    triggers: numbered(triggers),
    cancels,
    marks,
  }));
