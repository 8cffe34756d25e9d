import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildSchema, coerceInputValue, isInputType, parse, typeFromAST, validate } from "graphql";
import { examples } from "../../web/graphiql/examples.js";

const schema = buildSchema(readFileSync(path.resolve(import.meta.dirname, "../../../schema.graphql"), "utf8"));

describe("each example of GraphiQL", () => {
  test.each(
    examples("pk_test").map(
      (example) => [/(?:query|mutation|subscription) (\w+)/.exec(example.query)?.[1], example] as const,
    ),
  )("%s is valid for the schema", (_name, { query, variables = "{}" }) => {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);

    const given: unknown = JSON.parse(variables);
    for (const definition of document.definitions) {
      if (definition.kind !== "OperationDefinition") continue;
      for (const { variable, type } of definition.variableDefinitions ?? []) {
        const inputType = typeFromAST(schema, type);
        const value: unknown = Object(given)[variable.name.value];
        if (isInputType(inputType)) coerceInputValue(value, inputType);
      }
    }
  });

  test("contains no secret key, and valid headers only", () => {
    for (const { headers } of examples("pk_test")) {
      expect(headers).not.toContain("sk_");
      for (const [name, value] of Object.entries(JSON.parse(headers ?? "{}") as object))
        new Headers([[name, String(value)]]);
    }
  });
});
