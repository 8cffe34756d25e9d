import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../platform/json.js";
import { checkDataSchema, dataChecker } from "./data-schema.js";

const codesOf = (schema: JsonObject): string[] =>
  checkDataSchema(schema, ["dataSchema"]).map(({ path, code }) => `${path.join(".")} ${code}`);

describe("a data schema", () => {
  test("may use the keywords of 2020-12, formats and local references", () => {
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      $defs: { person: { type: "object", properties: { email: { type: "string", format: "email" } } } },
      type: "object",
      required: ["documentId"],
      properties: {
        documentId: { type: "string", pattern: "^[a-z]+$" },
        people: { type: "array", items: { $ref: "#/$defs/person" } },
        tags: { type: "array", uniqueItems: true, items: { type: "string" } },
      },
    };
    expect(codesOf(schema)).toEqual([]);
  });

  test.each<[string, JsonObject, string]>([
    ["fetches nothing", { $ref: "https://example.com/x.json" }, "dataSchema.$ref not_allowed"],
    ["takes no name of its own", { $id: "https://example.com/x.json" }, "dataSchema.$id not_allowed"],
    ["has no type that is none", { type: "text" }, "dataSchema invalid_schema"],
    ["has no misspelt keyword", { typ: "object" }, "dataSchema invalid_schema"],
    ["has no unknown format", { type: "string", format: "colour" }, "dataSchema invalid_schema"],
    ["has no reference to nowhere", { $ref: "#/$defs/x" }, "dataSchema invalid_schema"],
    ["looks not around in patterns", { pattern: "(?=x)" }, "dataSchema.pattern invalid_pattern"],
    [
      "looks not back in patterns",
      { patternProperties: { "(a)\\1": {} } },
      "dataSchema.patternProperties.(a)\\1 invalid_pattern",
    ],
    ["compares no lists of objects with themselves", { uniqueItems: true }, "dataSchema.uniqueItems too_complex"],
    ["leads not back to itself", { $ref: "#" }, "dataSchema too_complex"],
    ["is not too large", { description: "x".repeat(70_000) }, "dataSchema too_large"],
  ])("%s", (_, schema, issue) => {
    expect(codesOf(schema)).toEqual([issue]);
  });

  test("may not double itself at each of many levels", () => {
    const $defs: JsonObject = { d0: { type: "string" } };
    for (let level = 1; level <= 40; level++) {
      const next = { $ref: `#/$defs/d${level - 1}` };
      $defs[`d${level}`] = { anyOf: [{ properties: { a: next } }, { properties: { a: next } }] };
    }
    expect(codesOf({ $defs, $ref: "#/$defs/d40" })).toEqual(["dataSchema too_complex"]);
  });

  test("may not be deeper than 30", () => {
    let schema: JsonObject = { type: "string" };
    for (let level = 0; level < 40; level++) schema = { items: schema };
    expect(checkDataSchema(schema, [])).toEqual([expect.objectContaining({ code: "too_deep" })]);
  });
});

describe("data", () => {
  const check = dataChecker({
    type: "object",
    additionalProperties: false,
    required: ["documentId"],
    properties: {
      documentId: { type: "string" },
      people: {
        type: "array",
        items: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
      },
    },
  });

  test("that fits has no issues", () => {
    expect(check({ documentId: "d1", people: [{ name: "Ada" }] }, ["input", "data"])).toEqual([]);
  });

  test("is told everything at once, each with its path", () => {
    const issues = check({ people: [{}, { name: 7 }], "a/b": 1 }, ["input", "data"]);
    expect(issues.map(({ path, code }) => `${path.join(".")} ${code}`).sort()).toEqual(
      [
        "input.data.documentId required",
        "input.data.people.0.name required",
        "input.data.people.1.name invalid_data",
        "input.data.a/b unknown_key",
      ].sort(),
    );
  });

  test("is matched with each pattern of its own", () => {
    const both = dataChecker({ properties: { x: { pattern: "^a" }, y: { pattern: "^b" } } });
    expect(both({ x: "a", y: "b" }, [])).toEqual([]);
    expect(both({ x: "b", y: "a" }, []).map(({ path }) => path)).toEqual([["x"], ["y"]]);
  });

  test("of a workflow without a schema may be anything", () => {
    expect(dataChecker(null)({ x: [1] }, [])).toEqual([]);
  });

  test("is matched with a pattern in time linear in its length", () => {
    const slow = dataChecker({ properties: { x: { type: "string", pattern: "^(a+)+$" } } });
    const start = performance.now();
    expect(slow({ x: `${"a".repeat(50_000)}!` }, [])).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
