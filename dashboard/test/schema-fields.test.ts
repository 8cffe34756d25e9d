import { describe, expect, test } from "@jest/globals";
import { defaultSettings, editableSettings, schemaFields } from "../src/components/form/schema-fields.js";

const SCHEMA = {
  type: "object",
  required: ["from", "host"],
  properties: {
    from: {
      type: "object",
      title: "Sender",
      properties: { address: { type: "string", title: "Address" }, name: { type: "string" } },
      required: ["address"],
    },
    host: { type: "string", title: "Host", description: "Its name." },
    port: { type: "integer", enum: [25, 587], default: 587 },
    size: { type: "integer" },
    isFast: { type: "boolean" },
    hosts: { type: "array", items: { type: "string" } },
    password: { type: "string", writeOnly: true, title: "Password" },
  },
};

describe("the form of a provider’s settings", () => {
  test("has a field of its kind for each setting, in the schema’s order", () => {
    expect(schemaFields(SCHEMA).map(({ name, kind, isRequired }) => `${name} ${kind} ${isRequired}`)).toEqual([
      "from object true",
      "host text true",
      "port choice false",
      "size number false",
      "isFast switch false",
      "hosts list false",
      "password secret false",
    ]);
    const [from] = schemaFields(SCHEMA);
    expect(from).toMatchObject({
      label: "Sender",
      fields: [{ label: "Address", isRequired: true }, { label: "name" }],
    });
  });

  test("begins with defaults, and leaves out secrets that are stored", () => {
    expect(defaultSettings(SCHEMA)).toEqual({ port: 587 });
    expect(editableSettings(SCHEMA, { host: "a", password: "••••1234" })).toEqual({ host: "a" });
  });

  test.each([{}, { properties: null }, { properties: { a: 1 } }])("does not fail by the schema %j", (schema) => {
    expect(() => [schemaFields(schema), defaultSettings(schema)]).not.toThrow();
  });
});
