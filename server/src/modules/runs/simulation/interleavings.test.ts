import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { bell, play, type ToldTrigger } from "../../../../test/support/story.js";
import {
  batchStep,
  numbered,
  someCancels,
  someStory,
  someTrigger,
  TELLING,
} from "../../../../test/support/random-story.js";

const RUNS = Number(process.env.CARILLON_PROPERTY_RUNS ?? 60);
const triggers = fc.array(someTrigger, { minLength: 1, maxLength: 25 }).map(numbered);

/** The triggers of the runs, in the order of the runs. */
const triggersOf = (all: readonly ToldTrigger[]): ToldTrigger[] => all.flatMap((each) => each.to.map(() => each));

/** The numbers of the triggers in a text. */
const toldOf = (text: string): number[] => (/:(.*) \//.exec(text)?.[1] ?? "").split(" ").filter(Boolean).map(Number);

describe("for any events in any order", () => {
  test("every run ends, and the same story always ends the same", async () => {
    await fc.assert(
      fc.asyncProperty(someStory, async (story) => {
        const told = await play(story);
        expect(told.statuses.filter((status) => status === "PENDING" || status === "WAITING")).toEqual([]);
        expect(told.runs.every((run) => run.trace.length > 0)).toBe(true);
        expect(await play(story)).toEqual(told);
      }),
      { numRuns: RUNS },
    );
  });

  test("no item of a batch is lost or sent twice", async () => {
    await fc.assert(
      fc.asyncProperty(batchStep, triggers, someCancels, async (step, all, cancels) => {
        const told = await play({ steps: [{ ref: "collect", ...step }, bell(TELLING)], triggers: all, cancels });
        const owed = new Map<string, number[]>();
        for (const [index, { data }] of triggersOf(all).entries()) {
          const { status, recipientKey } = told.runs[index] ?? {};
          if (recipientKey === undefined || status === "CANCELLED") continue;
          owed.set(recipientKey, [...(owed.get(recipientKey) ?? []), Number(data?.n)]);
        }
        const heard = new Map<string, number[]>();
        for (const [index, { recipientKey, activityCount }] of told.messages.entries()) {
          const numbers = toldOf(told.texts[index] ?? "");
          expect(numbers).toHaveLength(activityCount);
          heard.set(recipientKey, [...(heard.get(recipientKey) ?? []), ...numbers]);
        }
        for (const numbers of heard.values()) numbers.sort((a, b) => a - b);
        expect(heard).toEqual(owed);
      }),
      { numRuns: RUNS },
    );
  });

  test("a batch never exceeds its maximum size", async () => {
    await fc.assert(
      fc.asyncProperty(batchStep, triggers, async (step, all) => {
        const told = await play({ steps: [{ ref: "collect", ...step }, bell(TELLING)], triggers: all });
        expect(told.messages.every((message) => message.activityCount <= step.maxItems)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test("a throttle passes at most its limit in any window", async () => {
    const throttle = fc.record({ limit: fc.integer({ min: 1, max: 3 }), length: fc.integer({ min: 1, max: 15 }) });
    await fc.assert(
      fc.asyncProperty(throttle, triggers, someCancels, async ({ limit, length }, all, cancels) => {
        const window = { unit: "seconds", value: length * 10 };
        const steps = [{ ref: "cap", type: "throttle", window, limit, key: "data.k" }, bell("{{ data.k | json }}")];
        const told = await play({ steps, triggers: all, cancels });
        const passes = new Map<string, number[]>();
        for (const [index, { recipientKey }] of told.messages.entries()) {
          const name = `${recipientKey} ${told.texts[index]?.replaceAll("&quot;", '"')}`;
          passes.set(name, [...(passes.get(name) ?? []), told.times[index] ?? 0]);
        }
        for (const times of passes.values()) {
          for (const count of passesByWindow(times, length * 10)) expect(count).toBeLessThanOrEqual(limit);
        }
        // The throttle holds back no run without need: the first of each key passes.
        const names = new Set(
          all.flatMap(({ to, data }) => to.map((userId) => `u/${userId} ${JSON.stringify(data?.k)}`)),
        );
        expect(passes.size).toBe(names.size);
      }),
      { numRuns: RUNS },
    );
  });
});

/** The number of passes per window. The first pass opens a window, and the first pass after its end opens another. */
function passesByWindow(times: readonly number[], length: number): number[] {
  const counts: number[] = [];
  let opened = -Infinity;
  for (const time of times) {
    if (time >= opened + length) {
      opened = time;
      counts.push(0);
    }
    counts.push((counts.pop() ?? 0) + 1);
  }
  return counts;
}
