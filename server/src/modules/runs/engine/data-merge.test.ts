import { describe, expect, test } from "@jest/globals";
import { deepMerge, type Json, type JsonObject } from "../../../platform/json.js";
import { BackwardMerge, mergeAll } from "./data-merge.js";

const oneByOne = (items: readonly JsonObject[]): JsonObject =>
  items.reduce<JsonObject>((data, item) => deepMerge(data, item), {});

function backward(items: readonly JsonObject[]): JsonObject {
  const merge = new BackwardMerge();
  for (const item of [...items].reverse()) merge.addOlder(item);
  return merge.merged;
}

/** A small random value with few keys, so that items overlap. */
function random(next: () => number, depth = 0): Json {
  const choice = Math.floor(next() * (depth < 3 ? 6 : 4));
  if (choice === 0) return null;
  if (choice === 1) return Math.floor(next() * 10);
  if (choice === 2) return ["list", null, { a: null }];
  if (choice === 3) return "text";
  return randomObject(next, depth + 1);
}

function randomObject(next: () => number, depth = 0): JsonObject {
  const keys = ["a", "b", "c"].filter(() => next() < 0.6);
  return Object.fromEntries(keys.map((key) => [key, random(next, depth)]));
}

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("S3: the data of a batch's items", () => {
  test("is the same when merged one by one, in place, or from the last item to the first", () => {
    for (let seed = 1; seed <= 3000; seed += 1) {
      const next = numbers(seed);
      const items = Array.from({ length: 1 + Math.floor(next() * 5) }, () => randomObject(next));
      const before = structuredClone(items);
      const expected = oneByOne(items);
      expect({ seed, merged: mergeAll(items) }).toEqual({ seed, merged: expected });
      expect({ seed, merged: backward(items) }).toEqual({ seed, merged: expected });
      expect(items).toEqual(before);
    }
  });

  test("is merged in time linear in the items, independent of the data merged so far", () => {
    const items = Array.from({ length: 4000 }, (_, n) => ({ [`key-${n}`]: n, [`other-${n}`]: { n } }));
    const startedAt = performance.now();
    expect(Object.keys(mergeAll(items))).toHaveLength(8000);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
