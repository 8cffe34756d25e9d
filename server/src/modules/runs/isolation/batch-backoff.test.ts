import { describe, expect, test } from "@jest/globals";
import { BatchBackoff } from "./batch-backoff.js";
import type { Trouble } from "./set-error.js";

/** The budgets of successful sets until isolation ends, while runs of these kinds are always due. */
function budgets(backoff: BatchBackoff, due: readonly number[] = [0, 1, 2, 3]): number[] {
  const found = [backoff.budget];
  while (!backoff.recordSuccess(false, takenOf(backoff, due))) found.push(backoff.budget);
  return found;
}

/** The kind that a set takes: the first kind in rotation with due work. */
function takenOf(backoff: BatchBackoff, due: readonly number[]): number | null {
  const inTurn = [0, 1, 2, 3].map((step) => (backoff.firstKind + step) % 4);
  return inTurn.find((kind) => due.includes(kind)) ?? null;
}

const times = (count: number, budget: number): number[] => Array.from({ length: count }, () => budget);

describe("the backoff of a lane", () => {
  test("is inactive without failures", () => {
    expect(budgets(new BatchBackoff())).toEqual([500]);
  });

  test("limits sets after one death, for as many runs of each kind as the failed set may have had", () => {
    expect(budgets(new BatchBackoff(1))).toEqual(times(4 * 23, 22));
  });

  test("runs single runs after two or more deaths, and larger sets again after successes", () => {
    for (const deaths of [2, 3, 20]) {
      expect(budgets(new BatchBackoff(deaths))).toEqual([...times(4 * 22, 1), ...times(4 * 23, 22)]);
    }
  });

  test("ends when the kinds with due work have passed", () => {
    expect(budgets(new BatchBackoff(2), [0])).toEqual([...times(22, 1), ...times(23, 22)]);
    expect(budgets(new BatchBackoff(2), [1, 3])).toEqual([...times(2 * 22, 1), ...times(2 * 23, 22)]);
    expect(budgets(new BatchBackoff(2), [])).toEqual([...times(4, 1), ...times(4, 22)]);
  });

  test("R-16: in a small set, runs of one kind are each taken alone, though another kind always has more", () => {
    const backoff = new BatchBackoff(2);
    const taken = [0, 0, 0, 0];
    while (backoff.budget === 1) {
      const kind = takenOf(backoff, [0, 1]) ?? 0;
      taken[kind] = (taken[kind] ?? 0) + 1;
      backoff.recordSuccess(false, kind);
    }
    expect(taken).toEqual([22, 22, 0, 0]);
  });

  test("makes sets smaller after each failure, and larger again step by step", () => {
    const backoff = new BatchBackoff();
    backoff.shrink();
    expect(backoff.budget).toBe(22);
    backoff.recordSuccess(false, 0);
    backoff.shrink();
    expect(budgets(backoff, [0])).toEqual([...times(22, 1), ...times(22, 22)]);
  });

  test("rotates the first kind, and repeats the kind of a failed set", () => {
    const backoff = new BatchBackoff(2);
    const turns = Array.from({ length: 5 }, () => {
      backoff.recordSuccess(false, backoff.firstKind);
      return backoff.firstKind;
    });
    backoff.shrink();
    expect([...turns, backoff.firstKind]).toEqual([1, 2, 3, 0, 1, 1]);
  });

  test("ends when the lane has no work", () => {
    expect(new BatchBackoff(3).recordSuccess(true, null)).toBe(true);
  });

  test("X-01: waits through an outage without limit, a few times for transient errors, and never for a run's own error", () => {
    const waits = (trouble: Trouble): number => {
      const backoff = new BatchBackoff();
      let count = 0;
      while (count < 100 && backoff.recordFailure(trouble, "57014")) count += 1;
      return count;
    };
    expect([waits("outage"), waits("contention"), waits("strange"), waits("own")]).toEqual([100, 10, 3, 0]);
  });

  test("X-01: restarts its waits when another type of failure comes", () => {
    const backoff = new BatchBackoff();
    const answers = ["a", "a", "a", "b", "a"].map((signature) => backoff.recordFailure("strange", signature));
    expect([...answers, backoff.recordFailure("strange", "a")]).toEqual([true, true, true, true, true, true]);
  });

  test("waits longer each time for errors that no run caused, and starts over after a success", () => {
    const backoff = new BatchBackoff();
    expect([backoff.nextDelayMs(), backoff.nextDelayMs(), backoff.nextDelayMs()]).toEqual([250, 500, 1000]);
    backoff.recordSuccess(false, 0);
    expect(backoff.nextDelayMs()).toBe(250);
  });
});
