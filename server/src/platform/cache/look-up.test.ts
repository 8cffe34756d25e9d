import { expect, test } from "@jest/globals";
import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "./look-up.js";

function cacheOf(max = 10): { cache: LRUCache<string, Promise<number>>; clock: { at: number } } {
  const clock = { at: 0 };
  const cache = new LRUCache<string, Promise<number>>({ max, ...expiresAfter({ monotonic: () => clock.at }, 100) });
  return { cache, clock };
}

test("concurrent callers share one look-up", async () => {
  const { cache } = cacheOf();
  let loads = 0;
  const load = (): Promise<number> => Promise.resolve(++loads);
  expect(await Promise.all([1, 2, 3].map(() => lookUp(cache, "a", load)))).toEqual([1, 1, 1]);
});

test("an entry expires by the given clock, also one that was made when the clock read 0", async () => {
  const { cache, clock } = cacheOf();
  expect(await lookUp(cache, "a", () => Promise.resolve(1))).toBe(1);
  clock.at = 99;
  expect(await lookUp(cache, "a", () => Promise.resolve(2))).toBe(1);
  clock.at = 101;
  expect(await lookUp(cache, "a", () => Promise.resolve(3))).toBe(3);
});

test("a failure is not cached", async () => {
  const { cache } = cacheOf();
  await expect(lookUp(cache, "a", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await lookUp(cache, "a", () => Promise.resolve(1))).toBe(1);
});

test("a failure does not delete a later look-up", async () => {
  const { cache } = cacheOf();
  let fail: (error: Error) => void = () => undefined;
  const failing = lookUp(cache, "a", () => new Promise<number>((_resolve, reject) => (fail = reject)));
  cache.clear();
  const later = lookUp(cache, "a", () => Promise.resolve(2));
  fail(new Error("away"));
  await expect(failing).rejects.toThrow("away");
  expect(await later).toBe(2);
  expect(await lookUp(cache, "a", () => Promise.resolve(3))).toBe(2);
});

test("a full cache evicts the least recently used entry", async () => {
  const { cache } = cacheOf(2);
  for (const key of ["a", "b", "a", "c"]) await lookUp(cache, key, () => Promise.resolve(key.length));
  expect(["a", "b", "c"].map((key) => cache.has(key))).toEqual([true, false, true]);
});
