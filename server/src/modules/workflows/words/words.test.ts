import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../../platform/json.js";
import { checkDataSchema, dataChecker } from "../data-schema/data-schema.js";
import { parseWorkflow } from "../parse/parse-workflow.js";

/** Words of the validators themselves: their types, grammar and upper case. */
const FOREIGN =
  /expected|received|nonoptional|Invalid |Too (?:small|big)|NaN|undefined|must NOT|should|strict mode|schema is invalid|\bdata\/|regexp:|at "\w+"$/;

const STEPS = {
  channel: {
    ref: "a",
    type: "channel",
    channelKey: "in-app",
    template: { markdown: "Hi", buttons: [{ name: "a", label: "A", action: "/" }] },
  },
  delay: { ref: "b", type: "delay", duration: { unit: "minutes", value: 5 } },
  batch: { ref: "c", type: "batch", window: { unit: "minutes", value: 5 }, maxItems: 5, renderLimit: 3, order: "asc" },
  throttle: { ref: "d", type: "throttle", window: { unit: "minutes", value: 5 }, limit: 2 },
  branch: { ref: "e", type: "branch", branches: [{ name: "x", steps: [], terminates: false }] },
};
const DOCUMENT: JsonObject = {
  key: "k",
  name: "K",
  categories: ["c"],
  feedData: ["n"],
  settings: { isCommercial: false, readSync: "none" },
  steps: Object.values(STEPS),
};
const WRONG: unknown[] = [
  undefined,
  null,
  true,
  7,
  -1,
  1.5,
  1e9,
  "",
  "x".repeat(2000),
  "a b",
  [],
  {},
  Array(200).fill(""),
];

/** The document once per member, with a wrong value for that member. */
function* spoilt(value: unknown, rebuild: (part: unknown) => unknown): Generator<unknown> {
  for (const wrong of WRONG) yield rebuild(wrong);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    yield* spoilt(member, (part) =>
      rebuild(
        Array.isArray(value)
          ? value.map((each, index) => (String(index) === key ? part : each))
          : { ...value, [key]: part },
      ),
    );
  }
}

describe("F-list: errors of inputs are written in Carillon's own words", () => {
  test("in every position of a workflow document", () => {
    const messages = new Set<string>();
    for (const document of spoilt(DOCUMENT, (part) => part)) {
      const parsed = parseWorkflow(JSON.parse(JSON.stringify(document ?? null)), {
        channels: [{ key: "in-app", type: "IN_APP" }],
      });
      for (const { message } of parsed.ok ? [] : parsed.issues) messages.add(message);
    }
    expect(messages.size).toBeGreaterThan(40);
    expect([...messages].filter((message) => FOREIGN.test(message))).toEqual([]);
    expect([...messages].filter((message) => !/^[A-Z0-9"`{].*[.!]$/s.test(message))).toEqual([]);
  });

  test.each<[JsonObject, unknown, string]>([
    [{ type: "string" }, 7, "this must be a text"],
    [{ type: ["integer", "null"] }, "a", "this must be a whole number or null"],
    [{ type: "string", minLength: 3 }, "a", "this must have at least 3 characters"],
    [{ enum: ["a", 1] }, "b", 'this must be one of "a", 1'],
    [{ const: "a" }, "b", 'this must be "a"'],
    [{ type: "string", format: "date-time" }, "b", 'this must have the form of "date-time"'],
    [{ type: "string", pattern: "^a$" }, "b", 'this must match the pattern "^a$"'],
    [{ type: "number", exclusiveMinimum: 3 }, 3, "this must be more than 3"],
    [{ type: "array", maxItems: 1 }, [1, 2], "this must have at most 1 entries"],
    [{ anyOf: [{ type: "string" }] }, 1, "this must be a text"],
    [{ not: {} }, 1, "this must not have this shape"],
  ])("for data that does not match %j", (property, value, words) => {
    const schema = { type: "object", properties: { a: property } };
    expect(checkDataSchema(schema, [])).toEqual([]);
    const [first] = dataChecker(schema)({ a: JSON.parse(JSON.stringify(value)) }, ["data"]);
    expect(first).toMatchObject({ path: ["data", "a"], message: `By the workflow's data schema ${words}.` });
  });

  test.each<[JsonObject, string, string]>([
    [{ type: "text" }, "", "This is no JSON Schema that can be used: at type this must be one of "],
    [{ properties: 3 }, "", "This is no JSON Schema that can be used: at properties this must be an object."],
    [{ unheard: 1 }, "", 'JSON Schema has no keyword "unheard".'],
    [{ format: "colour", type: "string" }, "", 'The format "colour" is not supported.'],
    [{ $ref: "#/$defs/none" }, "", 'The reference "#/$defs/none" leads nowhere.'],
    [{ type: "string", pattern: "(" }, "pattern", "Patterns follow RE2"],
  ])("for a data schema like %j", (schema, path, words) => {
    const issues = checkDataSchema(schema, []);
    expect(issues[0]?.path.join(".")).toBe(path);
    expect(issues[0]?.message).toContain(words);
    for (const { message } of issues) expect(message).not.toMatch(FOREIGN);
  });
});
