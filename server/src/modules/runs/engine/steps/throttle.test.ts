import { describe, expect, test } from "@jest/globals";
import { bell, play } from "../../../../../test/support/story.js";

const throttle = (more: object = {}): object => ({
  ref: "cap",
  type: "throttle",
  window: { unit: "minutes", value: 10 },
  ...more,
});
const triggers = (...afters: number[]): { after: number; to: string[] }[] =>
  afters.map((after) => ({ after, to: ["ann"] }));

describe("a throttle", () => {
  test("passes one run per window by default, and the first run opens the window", async () => {
    const told = await play({ steps: [throttle(), bell()], triggers: triggers(0, 599, 600, 700) });
    expect(told.times).toEqual([0, 600]);
    expect(told.codes[1]).toEqual(["run.started", "throttle.stopped"]);
    expect(told.statuses[1]).toBe("COMPLETED");
  });

  test("counts to its limit, also within one moment, and traces it", async () => {
    const told = await play({ steps: [throttle({ limit: 2 }), bell()], triggers: triggers(0, 0, 0, 1) });
    expect(told.times).toEqual([0, 0]);
    const values = told.runs.map((run) => run.trace[1]?.[3]);
    const until = "2026-11-24T09:10:00.000Z";
    expect(values).toEqual([
      { hits: 1, limit: 2, until },
      { hits: 2, limit: 2, until },
      { hits: 2, limit: 2, until },
      { hits: 2, limit: 2, until },
    ]);
  });

  test("separates runs by recipient and key, and each throttle counts separately", async () => {
    const steps = [throttle({ key: "{{ data.kind }}" }), bell("{{ recipient.id }} {{ data.kind }}")];
    const told = await play({
      steps: [...steps, throttle({ ref: "second", limit: 3 }), bell("again", { ref: "again" })],
      triggers: ["a", "b", "a"].map((kind, after) => ({ after, to: ["ann", "bob"], data: { kind } })),
    });
    expect(told.texts).toEqual(["ann a", "again", "bob a", "again", "ann b", "again", "bob b", "again"]);
  });

  test("can read its window from the data", async () => {
    const steps = [throttle({ window: undefined, until: "data.window" }), bell()];
    const data = { window: { unit: "hours", value: 1 } };
    const told = await play({ steps, triggers: triggers(0, 3599, 3600).map((each) => ({ ...each, data })) });
    expect(told.times).toEqual([0, 3600]);
  });

  test.each<[string, object, string]>([
    ["is not there", {}, "time.missing"],
    ["has passed", { window: "2020-01-01T00:00:00Z" }, "time.past"],
    ["is longer than 31 days", { window: { unit: "days", value: 32 } }, "time.too_far"],
    ["is shorter than a second", { window: "2026-11-24T09:00:00.500Z" }, "time.too_near"],
  ])("whose window %s passes all runs", async (_name, data, why) => {
    const steps = [throttle({ window: undefined, until: "data.window" }), bell()];
    const told = await play({
      steps,
      triggers: triggers(0, 0).map((each) => ({ ...each, data: JSON.parse(JSON.stringify(data)) })),
    });
    expect(told.times).toEqual([0, 0]);
    expect(told.runs[0]?.trace[1]?.slice(1)).toMatchObject(["cap", "throttle.skipped", { why }]);
  });

  test("does not count runs whose conditions skipped the step", async () => {
    const conditions = { variable: "data.loud", operator: "equal_to", argument: true };
    const told = await play({
      steps: [throttle({ conditions }), bell()],
      triggers: [true, false, true, false].map((loud, after) => ({ after, to: ["ann"], data: { loud } })),
    });
    expect(told.times).toEqual([0, 1, 3]);
  });
});
