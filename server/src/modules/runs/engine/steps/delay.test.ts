import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../../platform/json.js";
import { bell, play, type ToldOutcome } from "../../../../../test/support/story.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The time of the message after a delay, in seconds; 0 if the delay was skipped. */
async function waited(delay: object, data: JsonObject = {}, timezone = "UTC", startAt?: string): Promise<ToldOutcome> {
  return play({
    steps: [{ ref: "later", type: "delay", ...delay }, bell()],
    triggers: [{ to: ["ann"], data }],
    users: [{ userId: "ann", timezone }],
    startAt: startAt === undefined ? undefined : Date.parse(startAt),
  });
}

describe("a delay", () => {
  test("waits, and traces until when", async () => {
    const told = await waited({ for: { unit: "minutes", value: 90 } });
    expect(told.times).toEqual([5400]);
    const [, waiting, over] = told.runs[0]?.trace ?? [];
    expect(waiting?.slice(1)).toEqual(["later", "delay.waiting", { until: "2026-11-24T10:30:00.000Z" }]);
    expect(over?.slice(1)).toEqual(["later", "delay.over", {}]);
  });

  test("of days follows the recipient's calendar", async () => {
    const day = { for: { unit: "days", value: 1 } };
    expect((await waited(day, {}, "Europe/Berlin", "2026-03-28T12:00:00Z")).times).toEqual([23 * HOUR]);
    expect((await waited(day, {}, "UTC", "2026-03-28T12:00:00Z")).times).toEqual([DAY]);
  });

  test("of 365 days is the maximum, even if a clock change adds an hour", async () => {
    const year = { for: { unit: "days", value: 365 } };
    const told = await waited(year, {}, "Europe/Berlin", "2025-10-25T12:00:00Z");
    expect(told.times).toEqual([365 * DAY + HOUR]);
  });

  test.each<[string, object, JsonObject, number]>([
    ["a timestamp", { until: "data.due" }, { due: "2026-11-24T10:00:00Z" }, HOUR],
    ["a timestamp in braces", { until: "{{ data.due }}" }, { due: "2026-11-24T10:00:00Z" }, HOUR],
    ["a duration", { until: "data.due" }, { due: { unit: "weeks", value: 1 } }, 7 * DAY],
    ["a window rule", { until: "data.due" }, { due: { frequency: "daily", hours: 11 } }, 2 * HOUR],
    ["a template", { until: "{{ data.day }}T12:00:00Z" }, { day: "2026-11-25" }, DAY + 3 * HOUR],
    [
      "a time before another",
      { until: "data.due", offset: { unit: "hours", value: 1, direction: "before" } },
      { due: "2026-11-24T12:00:00Z" },
      2 * HOUR,
    ],
    [
      "a time after another that has passed",
      { until: "data.due", offset: { unit: "hours", value: 3, direction: "after" } },
      { due: "2026-11-24T08:00:00Z" },
      2 * HOUR,
    ],
  ])("until %s waits that long", async (_name, delay, data, seconds) => {
    expect((await waited(delay, data)).times).toEqual([seconds]);
  });

  test.each<[string, object, JsonObject, string]>([
    ["that is not there", { until: "data.due" }, {}, "time.missing"],
    ["that is no time", { until: "data.due" }, { due: [1] }, "time.invalid"],
    ["that has passed", { until: "data.due" }, { due: "2026-11-24T09:00:00Z" }, "time.past"],
    [
      "that an offset moved into the past",
      { until: "data.due", offset: { unit: "days", value: 1, direction: "before" } },
      { due: "2026-11-25T08:00:00Z" },
      "time.past",
    ],
    ["beyond a year", { until: "data.due" }, { due: { unit: "days", value: 366 } }, "time.too_far"],
  ])("until a time %s is skipped, and the run continues", async (_name, delay, data, why) => {
    const told = await waited(delay, data);
    expect(told.times).toEqual([0]);
    expect(told.runs[0]?.trace[1]?.slice(1)).toMatchObject(["later", "delay.skipped", { why }]);
  });

  test("is skipped if the trigger says so, or its conditions do not hold", async () => {
    const steps = [{ ref: "later", type: "delay", for: { unit: "hours", value: 1 } }, bell()];
    const skipped = await play({ steps, triggers: [{ to: ["ann"], skipsDelays: true }] });
    expect([skipped.times, skipped.codes[0]?.[1]]).toEqual([[0], "delay.skipped_by_trigger"]);
    const conditions = { variable: "data.n", operator: "equal_to", argument: 2 };
    const told = await play({
      steps: [{ ...steps[0], conditions }, bell()],
      triggers: [1, 2].map((n) => ({ to: ["ann"], data: { n } })),
    });
    expect(told.times).toEqual([0, HOUR]);
    expect(told.runs[0]?.trace[1]?.slice(1)).toMatchObject([
      "later",
      "step.conditions_not_met",
      { comparisons: [{ variable: "data.n", actual: 1, expected: 2, isMet: false }] },
    ]);
  });

  test("ends when its run is cancelled, for the named recipients only", async () => {
    const steps = [{ ref: "later", type: "delay", for: { unit: "hours", value: 1 } }, bell("{{ recipient.id }}")];
    const told = await play({
      steps,
      triggers: [{ to: ["ann", "bob"], key: "k" }],
      cancels: [{ after: 60, key: "k", to: ["ann"] }],
    });
    expect(told.texts).toEqual(["bob"]);
    expect(told.codes[0]).toEqual(["run.started", "delay.waiting", "run.cancelled"]);
  });
});
