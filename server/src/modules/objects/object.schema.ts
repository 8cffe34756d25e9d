import { Field, ID, InputType, ObjectType } from "type-graphql";
import { connectionType, DateTimeScalar, JsonObjectScalar, Node } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import { ErasureCounts, Recipient } from "../users/index.js";

@ObjectType("RecipientObject", {
  implements: [Recipient, Node],
  simpleResolvers: true,
  description: "A recipient that is not a user, such as a project or a chat channel, found by collection and objectId.",
})
export class RecipientObject extends Recipient {
  @Field(() => String, { description: "The kind of thing, such as `projects`." })
  collection!: string;

  @Field(() => ID, { description: "Your id, unique in the collection." })
  objectId!: string;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Your own properties; null to callers who may not see them.",
  })
  properties!: JsonObject | null;

  @Field(() => DateTimeScalar, { description: "First seen." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "Last changed." })
  updatedAt!: Date;
}

@InputType("ObjectInput", { description: "An object to name, create or update." })
export class ObjectInput {
  @Field(() => String, { description: "The kind of thing, such as `projects`." })
  collection!: string;

  @Field(() => ID, { description: "Your id, unique in the collection." })
  objectId!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "URL of a picture." })
  avatar?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Your own properties; merged deeply, null unsets a key, lists are replaced.",
  })
  properties?: JsonObject | null;
}

@ObjectType("SetObjectPayload", { simpleResolvers: true, description: "Answer of `setObject`." })
export class SetObjectPayload {
  @Field(() => RecipientObject, { description: "The object as stored." })
  object!: RecipientObject;
}

export const RecipientObjectConnection = connectionType<RecipientObject>("RecipientObject", () => RecipientObject, {
  one: "an object",
  many: "objects",
});

@InputType("DeleteObjectInput", { description: "The object to delete." })
export class DeleteObjectInput {
  @Field(() => String, { description: "The object's collection." })
  collection!: string;

  @Field(() => ID, { description: "Your id of the object." })
  objectId!: string;

  @Field(() => Boolean, { defaultValue: false, description: "Only counts what would be deleted." })
  isDryRun!: boolean;
}

@ObjectType("DeleteObjectPayload", { simpleResolvers: true, description: "Answer of `deleteObject`." })
export class DeleteObjectPayload {
  @Field(() => String, { description: "The object's collection." })
  collection!: string;

  @Field(() => ID, { description: "Your id of the object." })
  objectId!: string;

  @Field(() => Boolean, {
    description:
      "Whether the object existed. Messages and runs of an object that was never stored are deleted as well.",
  })
  wasKnown!: boolean;

  @Field(() => ErasureCounts, { nullable: true, description: "What would be deleted; null unless `isDryRun`." })
  counts!: ErasureCounts | null;
}
