import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { hasNull, isObject, mergePatch } from "../src/pages/people/parts/merge-patch.js";

/** What the server does with properties. */
function merge(into: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(into) ? { ...into } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}

describe("a merge patch", () => {
  test.each([
    [{ plan: "pro" }, { plan: "pro" }, {}],
    [{ plan: "pro" }, { plan: "team" }, { plan: "team" }],
    [{ plan: "pro", seats: 3 }, { seats: 3 }, { plan: null }],
    [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
    [{ a: [1, 2] }, { a: [2] }, { a: [2] }],
    [{ a: { b: 1 } }, { a: 1 }, { a: 1 }],
    [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])("of %j and %j is %j", (before, after, patch) => {
    expect(mergePatch(before, after)).toEqual(patch);
  });

  test("makes one of the other, whatever they are", () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer()));
    const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
      object: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 3 }),
      value: fc.oneof({ maxDepth: 3 }, leaf, tie("object")),
    }));
    fc.assert(
      fc.property(object, object, (before, after) => {
        expect(JSON.stringify(sorted(merge(before, mergePatch(before, after))))).toBe(JSON.stringify(sorted(after)));
      }),
    );
  });

  test("knows values that it cannot make", () => {
    expect(hasNull({ a: { b: null } })).toBe(true);
    expect(hasNull({ a: [null], b: {} })).toBe(false);
  });
});

function sorted(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
