import { expect, test } from "@jest/globals";
import { readDataFields, writeDataFields } from "../../src/document/data-fields.js";

test.each([
  [undefined, []],
  [{ type: "object" }, []],
  [
    { type: "object", required: ["a"], properties: { a: { type: "string", format: "date" }, b: { type: "number" } } },
    [
      { name: "a", type: "string", isRequired: true },
      { name: "b", type: "number", isRequired: false },
    ],
  ],
  [{ type: "object", additionalProperties: false }, null],
  [{ properties: { a: {} } }, null],
  [{ properties: { a: { type: ["string", "null"] } } }, null],
  [{ required: ["x"], properties: {} }, null],
  [true, null],
])("the keys of %j", (schema, fields) => {
  expect(readDataFields(schema)).toEqual(fields);
  if (fields && fields.length > 0) expect(writeDataFields(schema, fields)).toEqual(schema);
});

test("without keys there is no schema", () => {
  expect(writeDataFields({ type: "object", properties: { a: { type: "string" } } }, [])).toBeUndefined();
});
