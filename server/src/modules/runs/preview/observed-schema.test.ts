import { describe, expect, test } from "@jest/globals";
import { observedSchema, withObserved } from "./observed-schema.js";

describe("the schema of samples", () => {
  test("has the fields that really occurred, with their types and how often, and no values", () => {
    const schema = observedSchema([
      { name: "secret", n: 1, list: [{ a: true }, { a: null }] },
      { name: null, n: 1.5 },
      { n: 2 },
    ]);
    expect(schema).toEqual({
      type: "object",
      "x-samples": 3,
      properties: {
        name: { type: ["null", "string"], "x-seen": 0.66 },
        n: { type: "number", "x-seen": 1 },
        list: {
          type: "array",
          "x-seen": 0.33,
          items: { type: "object", properties: { a: { type: ["boolean", "null"], "x-seen": 1 } } },
        },
      },
    });
    expect(JSON.stringify(schema)).not.toContain("secret");
  });

  test("of nothing says nothing", () => {
    expect(observedSchema([])).toEqual({ "x-samples": 0 });
  });

  test("is bounded in depth and width, for any data", () => {
    let deep: object = {};
    for (let depth = 0; depth < 50; depth += 1) deep = { deep };
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
    const schema = observedSchema([JSON.parse(JSON.stringify({ deep, wide }))]);
    expect(JSON.stringify(schema).split("deep").length).toBeLessThan(10);
    expect(Object.keys(Object(schema).properties.wide.properties)).toHaveLength(100);
  });

  test("takes names of an object's own prototype for what they are", () => {
    const schema = observedSchema([JSON.parse('{"__proto__": {"x": 1}, "constructor": 1}')]);
    expect(Object.keys(Object(schema).properties).sort()).toEqual(["__proto__", "constructor"]);
  });
});

describe("a declared schema", () => {
  test("wins over what was seen, and learns how often its fields occur", () => {
    const declared = {
      type: "object",
      required: ["doc"],
      properties: { doc: { type: "string", description: "Its title." }, never: { type: "boolean" } },
    };
    const seen = observedSchema([{ doc: "a", extra: 1 }, { doc: 5 }]);
    expect(withObserved(declared, seen)).toEqual({
      type: "object",
      required: ["doc"],
      "x-samples": 2,
      properties: {
        doc: { type: "string", description: "Its title.", "x-seen": 1 },
        never: { type: "boolean" },
        extra: { type: "integer", "x-seen": 0.5 },
      },
    });
  });
});
