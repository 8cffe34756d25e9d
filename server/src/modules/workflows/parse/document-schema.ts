import { z } from "zod";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import { channelTemplate, TEMPLATE_TYPES } from "../../templates/index.js";
import { CONDITION_SCHEMA, DURATION_SCHEMA, OFFSET_SCHEMA, WINDOW_RULE_SCHEMA } from "./value-schemas.js";
import { documentSchema } from "./parse-workflow.js";
import { branchSchema } from "../steps/branch.js";
import { templateDefinition } from "../steps/step-fields.js";
import { STEPS } from "../steps/step-table.js";

/**
 * The published JSON Schema of workflow documents, generated from the shapes of `parseWorkflow`. It accepts everything that
 * the parser accepts. The parser also refuses what a schema cannot express, such as repeated refs and unknown channels.
 */
export function workflowJsonSchema(): JsonObject {
  const defs: JsonObject = {
    condition: CONDITION_SCHEMA,
    duration: DURATION_SCHEMA,
    offset: OFFSET_SCHEMA,
    windowRule: WINDOW_RULE_SCHEMA,
    branch: jsonSchemaOf(branchSchema),
    step: { oneOf: Object.keys(STEPS).map((type) => ({ $ref: `#/$defs/${type}Step` })) },
  };
  for (const type of TEMPLATE_TYPES) {
    const { schema, rules } = channelTemplate(type);
    defs[templateDefinition(type)] = { ...jsonSchemaOf(schema), ...rules };
  }
  for (const [type, { schema, rules }] of Object.entries(STEPS)) {
    defs[`${type}Step`] = { ...jsonSchemaOf(schema), ...rules };
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://carillon.dev/schemas/workflow.json",
    title: "Carillon workflow",
    ...jsonSchemaOf(documentSchema),
    $defs: defs,
  };
}

function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const made: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input" })));
  if (!isJsonObject(made)) throw new Error("A shape has no JSON Schema.");
  const { $schema, ...rest } = made;
  return rest;
}
