import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseValue } from "graphql";
import { ScalarError } from "../numbers/scalar-error.js";
import { ConditionScalar, DateTimeScalar, FeedVersionScalar, JsonObjectScalar } from "./scalars.js";

describe("DateTime", () => {
  test.each([
    ["2026-11-23T10:15:30Z", "2026-11-23T10:15:30.000Z"],
    ["2026-11-23T10:15:30.1Z", "2026-11-23T10:15:30.100Z"],
    ["2026-11-23T10:15:30.123456789Z", "2026-11-23T10:15:30.123Z"],
    ["2026-11-23T10:15:30.5+02:00", "2026-11-23T08:15:30.500Z"],
    ["2026-11-23t10:15:30z", "2026-11-23T10:15:30.000Z"],
    ["2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("parses %s", (text, expected) => {
    const at = DateTimeScalar.parseValue(text);
    expect(DateTimeScalar.serialize(at)).toBe(expected);
    expect(DateTimeScalar.parseLiteral(parseValue(JSON.stringify(text)), {})).toEqual(at);
  });

  test.each([
    "",
    "now",
    "2026-11-23",
    "2026-11-23T10:15Z",
    "2026-11-23T10:15:30",
    "2026-11-23 10:15:30Z",
    "2026-02-30T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T23:60:00Z",
    "2026-01-01T23:59:60Z",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+0100",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "0000-01-01T00:00:00Z",
    "+12026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.1234567890Z",
    " 2026-01-01T00:00:00Z",
    0,
    1764000000000,
    null,
    true,
    {},
    ["2026-01-01T00:00:00Z"],
  ])("refuses %j", (value) => {
    expect(() => DateTimeScalar.parseValue(value)).toThrow(ScalarError);
  });

  test("refuses numbers as literals", () => {
    expect(() => DateTimeScalar.parseLiteral(parseValue("1764000000000"), {})).toThrow(ScalarError);
  });

  test("parses every instant that it serializes", () => {
    const date = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    fc.assert(fc.property(date, (at) => expect(DateTimeScalar.parseValue(DateTimeScalar.serialize(at))).toEqual(at)));
  });

  test("serializes nothing but dates", () => {
    expect(() => DateTimeScalar.serialize("2026-11-23T10:15:30Z")).toThrow(TypeError);
  });
});

describe("JSONObject", () => {
  test("accepts any JSON object unchanged, as a variable and as a literal", () => {
    const text = '{ "a": [1, 2.5, "x", null, true, { "b": {} }] }';
    const value: unknown = JSON.parse(text);
    expect(JsonObjectScalar.parseValue(value)).toEqual(value);
    expect(JsonObjectScalar.parseLiteral(parseValue('{ a: [1, 2.5, "x", null, true, { b: {} }] }'), {})).toEqual(value);
  });

  test("accepts variables inside a literal", () => {
    expect(JsonObjectScalar.parseLiteral(parseValue("{ a: $x }"), { x: [1] })).toEqual({ a: [1] });
  });

  test.each([
    ["a list", "[]", [[], "invalid_value"]],
    ["text", '"{}"', [[], "invalid_value"]],
    ["null", "null", [[], "invalid_value"]],
    ["a number", "1", [[], "invalid_value"]],
    ["a NUL character", '{ "a": "\\u0000" }', [["a"], "null_character"]],
    ["half a character", '{ "a": ["\\ud800"] }', [["a", "0"], "lone_surrogate"]],
    ["a prototype key", '{ "a": { "__proto__": {} } }', [["a", "__proto__"], "forbidden_key"]],
    ["a constructor key", '{ "constructor": 1 }', [["constructor"], "forbidden_key"]],
    ["too many levels", `${'{"a":'.repeat(102)}1${"}".repeat(102)}`, [Array(100).fill("a"), "too_deep"]],
  ])("refuses %s with its path", (_what, text, [path, code]) => {
    const parse = (): unknown => JsonObjectScalar.parseValue(JSON.parse(text));
    expect(parse).toThrow(ScalarError);
    expect(parse).toThrow(
      expect.objectContaining({
        extensions: { code: "BAD_USER_INPUT", issues: [expect.objectContaining({ path, code })] },
      }),
    );
  });
});

test("Condition accepts objects only; their meaning is checked where they are used", () => {
  expect(ConditionScalar.parseValue({ all: [] })).toEqual({ all: [] });
  expect(() => ConditionScalar.parseValue([])).toThrow(ScalarError);
});

test("FeedVersion accepts short strings only", () => {
  expect(FeedVersionScalar.parseValue("0000000000000001-000000000002")).toBe("0000000000000001-000000000002");
  for (const value of ["", 1, null, "x".repeat(65)])
    expect(() => FeedVersionScalar.parseValue(value)).toThrow(ScalarError);
});
