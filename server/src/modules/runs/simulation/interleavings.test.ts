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

/** Numbers of the triggers that a text tells of. */
const toldOf = (text: string): number[] => (/:(.*) \//.exec(text)?.[1] ?? "").split(" ").filter(Boolean).map(Number);

describe("whatever happens in whatever order", () => {
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

  test("no item of a batch is lost or told twice", async () => {
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

  test("a batch holds no more than it may", async () => {
    await fc.assert(
      fc.asyncProperty(batchStep, triggers, async (step, all) => {
        const told = await play({ steps: [{ ref: "collect", ...step }, bell(TELLING)], triggers: all });
        expect(told.messages.every((message) => message.activityCount <= step.maxItems)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test("a throttle lets no more than its limit through in any window that one opened", async () => {
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
        // And it holds back nobody without need: the first of each always passes.
        const names = new Set(
          all.flatMap(({ to, data }) => to.map((userId) => `u/${userId} ${JSON.stringify(data?.k)}`)),
        );
        expect(passes.size).toBe(names.size);
      }),
      { numRuns: RUNS },
    );
  });
});

/** How many passed in each window; the first that passes opens one, and the first after its end another. */
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
