import { Field, ObjectType } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";

@ObjectType("VariableScope", {
  simpleResolvers: true,
  description: "What a template and a condition may read, for completion in editors.",
})
export class VariableScope {
  @Field(() => JsonObjectScalar, {
    description: "The filters of templates by name, each with `description`, `example` and what the example `prints`.",
  })
  filters!: JsonObject;

  @Field(() => JsonObjectScalar, {
    description:
      "A JSON Schema of all variables: what `dataSchema` declares, and what the workflow's latest 100 triggers, up to 100 of " +
      "their recipients, their actors and tenants really had. Types only, no values. `x-seen` of a field is the share of " +
      "samples that had it, above 0 and at most 1; `x-samples` of a root is their number.",
  })
  schema!: JsonObject;
}
