import { describe, expect, test } from "@jest/globals";
import { BatchBackoff } from "./batch-backoff.js";
import type { Trouble } from "./set-error.js";

/** The budgets of sets that go well, until isolation ends. */
function budgets(backoff: BatchBackoff): number[] {
  const found = [backoff.budget];
  while (!backoff.recordSuccess(false)) found.push(backoff.budget);
  return found;
}

const times = (count: number, budget: number): number[] => Array.from({ length: count }, () => budget);

describe("the backoff of a lane", () => {
  test("not at all where nothing went wrong", () => {
    expect(budgets(new BatchBackoff())).toEqual([500]);
  });

  test("in small sets after a death, for as many runs of each of the four kinds as the set may have had", () => {
    expect(budgets(new BatchBackoff(1))).toEqual(times(91, 22));
  });

  test("one run at a time after two or more, and in larger sets again when those went well", () => {
    for (const deaths of [2, 3, 20]) {
      expect(budgets(new BatchBackoff(deaths))).toEqual([...times(88, 1), ...times(91, 22)]);
    }
  });

  test("R-16: a small set's runs of the last kind are each taken alone, though another kind always has more", () => {
    const backoff = new BatchBackoff(2);
    let taken = 0;
    while (backoff.budget === 1) {
      if (backoff.firstKind === 1) taken += 1;
      backoff.recordSuccess(false);
    }
    expect(taken).toBeGreaterThanOrEqual(22);
  });

  test("in smaller sets after each failure, and in larger ones again step by step", () => {
    const backoff = new BatchBackoff();
    backoff.shrink();
    expect(backoff.budget).toBe(22);
    backoff.recordSuccess(false);
    backoff.shrink();
    expect(budgets(backoff)).toEqual([...times(88, 1), ...times(90, 22)]);
  });

  test("with each kind of run first in turn, and with the same again when a set failed", () => {
    const backoff = new BatchBackoff(2);
    const turns = Array.from({ length: 5 }, () => {
      backoff.recordSuccess(false);
      return backoff.firstKind;
    });
    backoff.shrink();
    expect([...turns, backoff.firstKind]).toEqual([1, 2, 3, 0, 1, 1]);
  });

  test("no longer once the lane has nothing to do", () => {
    expect(new BatchBackoff(3).recordSuccess(true)).toBe(true);
  });

  test("X-01: waits out an outage for ever, what may pass a few times in a row, and what a run causes never", () => {
    const waits = (trouble: Trouble): number => {
      const backoff = new BatchBackoff();
      let count = 0;
      while (count < 100 && backoff.recordFailure(trouble, "57014")) count += 1;
      return count;
    };
    expect([waits("outage"), waits("contention"), waits("strange"), waits("own")]).toEqual([100, 10, 3, 0]);
  });

  test("X-01: begins to wait anew when another failure comes", () => {
    const backoff = new BatchBackoff();
    const answers = ["a", "a", "a", "b", "a"].map((signature) => backoff.recordFailure("strange", signature));
    expect([...answers, backoff.recordFailure("strange", "a")]).toEqual([true, true, true, true, true, true]);
  });

  test("waits longer each time for what no run is to blame for, and as briefly as at first after it went well", () => {
    const backoff = new BatchBackoff();
    expect([backoff.nextDelayMs(), backoff.nextDelayMs(), backoff.nextDelayMs()]).toEqual([250, 500, 1000]);
    backoff.recordSuccess(false);
    expect(backoff.nextDelayMs()).toBe(250);
  });
});
