import { describe, expect, test } from "@jest/globals";
import { typeOfProperties, typeOfSchema } from "./type-of-schema.js";

const flat = (text: string): string => text.replace(/\s+/g, " ");

describe("a schema as a type", () => {
  test.each<[unknown, string]>([
    [{}, "unknown"],
    [true, "unknown"],
    [false, "never"],
    [{ type: "string" }, "string"],
    [{ type: "integer", minimum: 3 }, "number"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ const: "a" }, '"a"'],
    [{ const: { a: [1, null] } }, "{ readonly a: readonly [1, null] }"],
    [{ enum: ["a | b", 1, null] }, '"a | b" | 1 | null'],
    [{ type: "array", items: { type: "string" } }, "readonly string[]"],
    [{ type: "array", items: { enum: ["a", "b"] } }, 'readonly ("a" | "b")[]'],
    [{ type: "array", items: { type: "array", items: { type: "number" } } }, "readonly (readonly number[])[]"],
    [{ items: true }, "readonly unknown[]"],
    [
      { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], items: false, minItems: 1 },
      "readonly [string, number?]",
    ],
    [{ anyOf: [{ type: "string" }, { type: "number" }] }, "string | number"],
    [{ oneOf: [{ type: "string" }, {}] }, "unknown"],
    [
      { allOf: [{ properties: { a: { type: "string" } } }, { required: ["b"] }] },
      "{ readonly a?: string; } & { readonly b: unknown; }",
    ],
    [{ type: "object" }, "{ readonly [key: string]: unknown; }"],
    [{ type: "object", additionalProperties: false }, "{}"],
    [{ type: "object", additionalProperties: { type: "number" } }, "{ readonly [key: string]: number; }"],
    [
      { properties: { a: {} }, additionalProperties: true },
      "{ readonly a?: unknown; readonly [key: string]: unknown; }",
    ],
    [
      { type: "object", required: ["a-b"], properties: { "a-b": { type: "string", description: "What */ it\nis" } } },
      '{ /** What * / it is */ readonly "a-b": string; }',
    ],
    [
      {
        $ref: "#/$defs/person",
        $defs: { person: { type: "object", properties: { id: { $ref: "#/$defs/a~1b" } } }, "a/b": { const: 1 } },
      },
      "{ readonly id?: 1; }",
    ],
  ])("%j is %s", (schema, expected) => {
    expect(flat(typeOfSchema(schema))).toBe(expected);
  });

  test("an object with closed keys has only those, also if another part of the schema names them", () => {
    const schema = {
      $ref: "#/$defs/all",
      $defs: { all: { required: ["a"], properties: { a: { type: "string" }, b: { type: "number" } } } },
    };
    expect(flat(typeOfProperties(schema, ["a", "c"]))).toBe("{ readonly a: string; readonly c?: unknown; }");
    expect(typeOfProperties(undefined, [])).toBe("{}");
  });

  test("a recursive reference ends", () => {
    const schema = { $ref: "#/$defs/a", $defs: { a: { type: "array", items: { $ref: "#/$defs/a" } } } };
    expect(typeOfSchema(schema)).toContain("unknown");
  });
});
