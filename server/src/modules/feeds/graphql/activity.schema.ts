import { Field, ID, ObjectType } from "type-graphql";
import { DateTimeScalar, JsonObjectScalar, Node, connectionType } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";

@ObjectType("Activity", { implements: [Node], simpleResolvers: true, description: "One trigger inside a batch." })
export class Activity extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => JsonObjectScalar, { description: "The part of its data that the workflow shows in feeds." })
  data!: JsonObject;

  @Field(() => DateTimeScalar, { description: "When it happened." })
  createdAt!: Date;

  /** The source of `actor`; not part of the schema. */
  actorKey!: string | null;
}

export const ActivityConnection = connectionType<Activity>("Activity", () => Activity, {
  one: "an activity",
  many: "activities",
});
