import { expect, test } from "@jest/globals";
import { bucketOf, NO_ANSWER, percentileMs } from "./latency-buckets.js";

const countsOf = (times: readonly number[]): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1);
  return counts;
};

test("a share of all answers came within the bound of its bucket", () => {
  const counts = countsOf([...Array.from({ length: 95 }, () => 42), 180, 180, 180, 180, 9000]);
  expect(percentileMs(counts, 0.5)).toBe(50);
  expect(percentileMs(counts, 0.95)).toBe(50);
  expect(percentileMs(counts, 0.96)).toBe(200);
  expect(percentileMs(counts, 1)).toBe(10_000);
});

test("attempts without an answer have no time, and nothing takes longer than the last bound", () => {
  expect(percentileMs(new Map([[NO_ANSWER, 3]]), 0.5)).toBeNull();
  expect(percentileMs(new Map(), 0.5)).toBeNull();
  expect(percentileMs(countsOf([10 ** 9]), 0.5)).toBe(60_000);
});
