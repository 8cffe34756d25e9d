import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../platform/json.js";
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
    ["has an unknown type", { type: "text" }, "dataSchema invalid_schema"],
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

  test.each<[string, JsonObject]>([
    [
      "a member that a pattern matches as well",
      { properties: { "x-id": { type: "string" } }, patternProperties: { "^x-": { type: ["string", "number"] } } },
    ],
    [
      "members that two patterns match",
      { patternProperties: { "^x": { type: "string" }, id$: { minLength: 1 } }, additionalProperties: false },
    ],
    ["members that are required and not described", { type: "object", required: ["a"] }],
    [
      "members that are required in one branch",
      { properties: { a: {}, b: {} }, oneOf: [{ required: ["a"] }, { required: ["b"] }] },
    ],
    ["keywords without their type", { properties: { n: { minimum: 1, maxLength: 3, minItems: 1, required: ["q"] } } }],
    ["several types", { properties: { n: { type: ["string", "null"], minLength: 1 } } }],
    ["tuples", { properties: { t: { type: "array", prefixItems: [{ type: "string" }, {}], items: false } } }],
    ["tuples of draft-07", { properties: { t: { items: [{ type: "string" }, {}], additionalItems: false } } }],
    ["additionalItems without a tuple", { properties: { t: { items: { type: "string" }, additionalItems: false } } }],
    [
      "dependencies of draft-07",
      { dependencies: { a: ["b"], c: { required: ["d"], properties: { d: { type: "string" } } } } },
    ],
    ["definitions", { definitions: { p: { type: "string" } }, properties: { a: { $ref: "#/definitions/p" } } }],
    [
      "$ref with neighbours",
      { $defs: { p: { type: "string" } }, properties: { a: { $ref: "#/$defs/p", minLength: 1 } } },
    ],
    ["true and false", { properties: { a: true, b: false }, additionalProperties: true }],
    ["if without then", { if: { required: ["a"] }, properties: { a: {} } }],
    [
      "then without if, minContains without contains",
      { then: {}, properties: { a: { minContains: 1, maxContains: 2 } } },
    ],
    ["if, then and else", { if: { required: ["a"] }, then: { required: ["b"] }, else: { required: ["c"] } }],
    [
      "notes",
      {
        $comment: "c",
        title: "t",
        description: "d",
        default: {},
        examples: [{ a: 1 }],
        deprecated: true,
        readOnly: true,
        writeOnly: false,
        "x-internal": { any: 1 },
        properties: { a: { contentEncoding: "base64", contentMediaType: "image/png" } },
      },
    ],
    [
      "dialects",
      { $schema: "https://json-schema.org/draft/2020-12/schema", $defs: { p: { $schema: "x", type: "string" } } },
    ],
    ...["duration", "uri-reference", "regex", "json-pointer", "int64", "password", "idn-email"].map(
      (format): [string, JsonObject] => [`the format ${format}`, { properties: { a: { format } } }],
    ),
    [
      "unevaluated members",
      {
        allOf: [{ properties: { a: { type: "string" } } }],
        unevaluatedProperties: false,
        dependentRequired: { a: ["b"] },
      },
    ],
  ])("may have %s", (_, schema) => {
    expect(checkDataSchema(schema, ["dataSchema"])).toEqual([]);
    expect(dataChecker(schema)({}, [])).toEqual(expect.any(Array));
  });

  test("with draft-07 keywords is read as draft-07", () => {
    const check = dataChecker({
      items: [{}],
      properties: { t: { items: [{ type: "string" }], additionalItems: { type: "number" } } },
      dependencies: { a: ["b"], c: { properties: { d: { type: "string" } } } },
    });
    const pathsOf = (data: JsonObject): string[] => check(data, []).map(({ path }) => path.join("."));
    expect(pathsOf({ t: ["x", 1, 2], a: 1, b: 2, c: 1, d: "d" })).toEqual([]);
    expect(pathsOf({ t: [1, "x"] })).toEqual(["t.0", "t.1"]);
    expect(pathsOf({ a: 1 })).toEqual([""]);
    expect(pathsOf({ c: 1, d: 2 })).toEqual(["d"]);
  });

  test.each<[string, JsonObject, RegExp]>([
    ["a misspelt keyword", { typ: "object" }, /^JSON Schema has no keyword "typ"\.$/],
    ["a keyword of another language", { discriminator: { propertyName: "a" } }, /has no keyword "discriminator"/],
    [
      "an unknown format",
      { properties: { a: { type: "string", format: "colour" } } },
      /The format "colour" is not supported/,
    ],
    ["an unknown type", { properties: { a: { type: "text" } } }, /at properties\.a\.type this must be one of/],
    [
      "a limit of draft-04",
      { properties: { a: { minimum: 1, exclusiveMinimum: true } } },
      /exclusiveMinimum this must be a number/,
    ],
    [
      "a required of draft-03",
      { properties: { a: { required: true } } },
      /properties\.a\.required this must be a list/,
    ],
    ["a reference to nowhere", { $ref: "#/$defs/x" }, /The reference \S+ leads nowhere/],
    ["properties that are a list", { properties: [] }, /at properties this must be an object/],
  ])("with %s is refused with a clear sentence", (_, schema, words) => {
    expect(checkDataSchema(schema, [])).toEqual([expect.objectContaining({ message: expect.stringMatching(words) })]);
  });

  test("may not double in size at each of many levels", () => {
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

  test("that is valid has no issues", () => {
    expect(check({ documentId: "d1", people: [{ name: "Ada" }] }, ["input", "data"])).toEqual([]);
  });

  test("gets all issues at once, each with its path", () => {
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

  test("is matched with each of its patterns", () => {
    const both = dataChecker({ properties: { x: { pattern: "^a" }, y: { pattern: "^b" } } });
    expect(both({ x: "a", y: "b" }, [])).toEqual([]);
    expect(both({ x: "b", y: "a" }, []).map(({ path }) => path)).toEqual([["x"], ["y"]]);
  });

  test("of a workflow without a schema may be anything", () => {
    expect(dataChecker(null)({ x: [1] }, [])).toEqual([]);
  });

  test("is matched with a pattern in linear time", () => {
    const slow = dataChecker({ properties: { x: { type: "string", pattern: "^(a+)+$" } } });
    const start = performance.now();
    expect(slow({ x: `${"a".repeat(50_000)}!` }, [])).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
