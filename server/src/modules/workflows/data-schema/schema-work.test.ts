import { describe, expect, test } from "@jest/globals";
import type { Json, JsonObject } from "../../../platform/json.js";
import { checkDataSchema, dataChecker } from "./data-schema.js";
import { parseWorkflow } from "../parse/parse-workflow.js";

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const numbers: JsonObject = { list: many(100_000, (index) => index) };
const names: JsonObject = Object.fromEntries(many(40_000, (index) => [`kxx${index}`, 1]));
const text: JsonObject = { text: "a".repeat(500_000) };

const listOf = (items: Json): JsonObject => ({ type: "object", properties: { list: { type: "array", items } } });

describe("X-09: the work of validating data is bounded", () => {
  test.each<[string, JsonObject, JsonObject]>([
    ["many rules for many items", listOf({ allOf: many(500, (index) => ({ maximum: 400_000 + index })) }), numbers],
    ["long enums", listOf({ enum: many(2_000, (index) => `x${index}`) }), numbers],
    [
      "many patterns for many names",
      { type: "object", patternProperties: Object.fromEntries(many(500, (index) => [`a.*b${index}`, true])) },
      names,
    ],
    [
      "many patterns for a long text",
      { type: "object", properties: { text: { allOf: many(300, (index) => ({ pattern: `(.*a){9}${index}` })) } } },
      text,
    ],
  ])("%s", (_, schema, data) => {
    expect(checkDataSchema(schema, [])).toEqual([]);
    const check = dataChecker(schema);
    check({}, []);
    const before = process.cpuUsage();
    expect(check(data, ["data"])).toMatchObject([{ path: ["data"], code: "too_complex" }]);
    expect(process.cpuUsage(before).user).toBeLessThan(1_500_000);
    // The next data is checked with a new budget.
    expect(check({}, [])).toEqual([]);
  });

  test("large data that is cheap to check is checked", () => {
    expect(dataChecker(listOf({ type: "number" }))(numbers, [])).toEqual([]);
    expect(dataChecker(listOf({ type: "string" }))({ list: [1] }, ["data"])).toHaveLength(1);
  });

  test("a schema that is slow to compile is refused at save, and still used if it was committed", () => {
    const schema = {
      type: "object",
      properties: Object.fromEntries(many(2_000, (index) => [`p${index}`, { type: "string" }])),
    };
    expect(checkDataSchema(schema, [])).toMatchObject([{ code: "too_complex" }]);
    expect(checkDataSchema(schema, [], true)).toEqual([]);
  });

  test("long lists in a document are refused without a full scan", () => {
    const keys = many(60_000, (index) => `k${index}`);
    const before = process.cpuUsage();
    expect(parseWorkflow({ key: "abc", name: "x", steps: [], feedData: keys }, { channels: null }).ok).toBe(false);
    expect(process.cpuUsage(before).user).toBeLessThan(1_500_000);
  });
});
