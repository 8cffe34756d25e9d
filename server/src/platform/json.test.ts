import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  canonicalJson,
  deepMerge,
  findForbiddenJson,
  isJson,
  isJsonObject,
  MAX_JSON_DEPTH,
  type JsonObject,
} from "./json.js";

const codesOf = (value: unknown): string[] => findForbiddenJson(value).map((issue) => issue.code);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const jsonObjects = fc
  .dictionary(
    fc.constantFrom("a", "b", "c", "toString"),
    fc.jsonValue({ maxDepth: 3 }).map((value): unknown => value),
    { noNullPrototype: true },
  )
  .filter((value): value is JsonObject => isJson(value));

describe("isJsonObject", () => {
  test("accepts plain objects, also without a prototype", () => {
    expect(isJsonObject({})).toBe(true);
    expect(isJsonObject(Object.create(null))).toBe(true);
    expect(isJsonObject(structuredClone({ a: 1 }))).toBe(true);
  });

  test.each([[null], [[]], ["text"], [new Date(0)], [new Map()], [undefined]])("refuses %p", (value) => {
    expect(isJsonObject(value)).toBe(false);
  });
});

describe("canonicalJson", () => {
  test("is the same for keys in any order, at every level", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  });

  test("omits undefined members, writes dates as JSON does and keeps __proto__ keys", () => {
    expect(canonicalJson({ a: undefined, b: new Date(0) })).toBe('{"b":"1970-01-01T00:00:00.000Z"}');
    expect(canonicalJson([undefined])).toBe("[null]");
    expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });

  test("is the same for each insertion order of an object's keys", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).map(([key, member]): [string, unknown] => [key, reversed(member)]);
      return Object.fromEntries(entries.reverse());
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        const sorted: unknown = JSON.parse(canonicalJson(value));
        expect(canonicalJson(sorted)).toBe(canonicalJson(value));
      }),
    );
  });

  test("equals JSON.stringify except for the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("deepMerge", () => {
  test("merges objects deeply, unsets by null and replaces lists", () => {
    const base = { name: "Ada", plan: { tier: "pro", seats: 3 }, tags: ["a", "b"], old: 1 };
    expect(
      deepMerge(base, { plan: { seats: 4, tier: null }, tags: ["c"], old: null, deep: { a: null, b: 1 } }),
    ).toEqual({
      name: "Ada",
      plan: { seats: 4 },
      tags: ["c"],
      deep: { b: 1 },
    });
  });

  test("ignores prototype keys and pollutes nothing", () => {
    const patch: unknown = JSON.parse(
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},"a":{"__proto__":1}}',
    );
    expect(isJsonObject(patch)).toBe(true);
    const merged = deepMerge({}, isJsonObject(patch) ? patch : {});
    expect(merged).toEqual({ a: {} });
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
  });

  test("treats a key that Object.prototype has as an ordinary key", () => {
    expect(deepMerge({}, { toString: { a: 1 } })).toEqual({ toString: { a: 1 } });
  });

  test("is idempotent, keeps keys that the patch does not name, and changes neither input", () => {
    fc.assert(
      fc.property(jsonObjects, jsonObjects, (base, patch) => {
        const before = JSON.stringify([base, patch]);
        const merged = deepMerge(base, patch);

        expect(deepMerge(merged, patch)).toEqual(merged);
        expect(deepMerge(base, {})).toEqual(base);
        for (const key of Object.keys(base)) if (!Object.hasOwn(patch, key)) expect(merged[key]).toEqual(base[key]);
        for (const key of Object.keys(patch)) expect(Object.hasOwn(merged, key)).toBe(patch[key] !== null);
        expect(JSON.stringify([base, patch])).toBe(before);
      }),
    );
  });
});

describe("findForbiddenJson", () => {
  test("finds nothing in ordinary JSON, astral characters included", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        fc.pre(!/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
        expect(codesOf(value).filter((code) => code !== "null_character")).toEqual([]);
      }),
    );
    expect(isJson({ a: ["😀", 1.5, null, true], b: undefined })).toBe(true);
  });

  test("returns the path of each forbidden value", () => {
    const value: unknown = JSON.parse(
      '{"a":["ok","x\\u0000"],"b":{"__proto__":1,"constructor":2,"prototype":3},"c":"\\ud83d","d\\u0000":1e999}',
    );
    expect(findForbiddenJson(value).map(({ path, code }) => [path.join("."), code])).toEqual([
      ["a.1", "null_character"],
      ["b.__proto__", "forbidden_key"],
      ["b.constructor", "forbidden_key"],
      ["b.prototype", "forbidden_key"],
      ["c", "lone_surrogate"],
      ["d\uFFFD", "null_character"],
      ["d\uFFFD", "not_json"],
    ]);
  });

  test("finds a forbidden text at any depth", () => {
    const bad = fc.constantFrom("\0", "\uD800", "a\uDC00b");
    const path = fc.array(fc.constantFrom("list", "object"), { maxLength: 20 });
    fc.assert(
      fc.property(bad, path, fc.jsonValue(), (text, hidden, other) => {
        const value = hidden.reduce<unknown>(
          (inner, kind) => (kind === "list" ? [other, inner] : { other, inner }),
          text,
        );
        expect(isJson(value)).toBe(false);
      }),
    );
  });

  test("accepts nesting up to the limit and reports deeper nesting once, without overflowing", () => {
    expect(codesOf(nested(MAX_JSON_DEPTH))).toEqual([]);
    expect(codesOf(nested(MAX_JSON_DEPTH + 1))).toEqual(["too_deep"]);
    expect(codesOf(nested(200_000))).toEqual(["too_deep"]);
  });

  test("stops at a hundred findings", () => {
    expect(codesOf(Array.from({ length: 10_000 }, () => "\0"))).toHaveLength(100);
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [1n], [() => 1], [new Date(0)], [[undefined]]])(
    "refuses %p, which JSON cannot represent",
    (value) => expect(codesOf(value)).toEqual(["not_json"]),
  );
});
