import { Field, ID, InputType, InterfaceType, ObjectType } from "type-graphql";
import { connectionType, DateTimeScalar, JsonObjectScalar, Node } from "../../platform/graphql/index.js";
import type { JsonObject } from "../../platform/json.js";
import { ErasureCounts } from "./erasure/erasure-counts.schema.js";

@InterfaceType("Recipient", { implements: [Node], description: "Someone or something that can be notified." })
export abstract class Recipient extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name!: string | null;

  @Field(() => String, { nullable: true, description: "URL of a picture." })
  avatar!: string | null;

  /** Its name in every table; not in the schema. */
  recipientKey!: string;
}

@ObjectType("User", {
  implements: [Recipient, Node],
  simpleResolvers: true,
  description: "A person. To a user token, others show only id, userId, name and avatar; the rest is null.",
})
export class User extends Recipient {
  @Field(() => ID, { description: "Your id, unique in the environment." })
  userId!: string;

  @Field(() => String, { nullable: true, description: "Email address." })
  email!: string | null;

  @Field(() => String, { nullable: true, description: "Phone number, E.164." })
  phoneNumber!: string | null;

  @Field(() => String, { nullable: true, description: "IANA time zone, such as `Europe/Berlin`." })
  timezone!: string | null;

  @Field(() => String, { nullable: true, description: "BCP 47 language tag, such as `de-AT`." })
  locale!: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "Your own properties." })
  properties!: JsonObject | null;

  @Field(() => DateTimeScalar, { description: "First seen." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "Last changed." })
  updatedAt!: Date;
}

@InputType("UserInput", {
  description: "A user to create or update; what is left out stays, null unsets.",
})
export class UserInput {
  @Field(() => ID, { description: "Your id, up to 256 characters; send large numbers as strings." })
  userId!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "URL of a picture." })
  avatar?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Email address; one that is malformed is stored and skipped at delivery, never a reason to refuse the call.",
  })
  email?: string | null;

  @Field(() => String, { nullable: true, description: "Phone number, E.164." })
  phoneNumber?: string | null;

  @Field(() => String, { nullable: true, description: "IANA time zone." })
  timezone?: string | null;

  @Field(() => String, { nullable: true, description: "BCP 47 language tag." })
  locale?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Your own properties; merged deeply, null unsets a key, lists are replaced.",
  })
  properties?: JsonObject | null;
}

@InputType("IdentifyInput", {
  description: "A user to create or update; what is left out stays, null unsets.",
})
export class IdentifyInput {
  @Field(() => ID, { nullable: true, description: "Your id; left out with a user token, the token's user." })
  userId?: string | null;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "URL of a picture." })
  avatar?: string | null;

  @Field(() => String, { nullable: true, description: "Email address." })
  email?: string | null;

  @Field(() => String, { nullable: true, description: "Phone number, E.164." })
  phoneNumber?: string | null;

  @Field(() => String, { nullable: true, description: "IANA time zone." })
  timezone?: string | null;

  @Field(() => String, { nullable: true, description: "BCP 47 language tag." })
  locale?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: "Your own properties; merged deeply, null unsets a key, lists are replaced.",
  })
  properties?: JsonObject | null;
}

@ObjectType("IdentifyPayload", { simpleResolvers: true, description: "Answer of `identify`." })
export class IdentifyPayload {
  @Field(() => User, { description: "The user as stored." })
  user!: User;
}

export const UserConnection = connectionType<User>("User", () => User, { one: "a user", many: "users" });

@InputType("DeleteUserInput", { description: "The user to delete." })
export class DeleteUserInput {
  @Field(() => ID, { description: "Your id of the user." })
  userId!: string;

  @Field(() => Boolean, { defaultValue: false, description: "Only counts what would be deleted." })
  isDryRun!: boolean;
}

@ObjectType("DeleteUserPayload", { simpleResolvers: true, description: "Answer of `deleteUser`." })
export class DeleteUserPayload {
  @Field(() => ID, { description: "Your id of the user." })
  userId!: string;

  @Field(() => Boolean, {
    description: "Whether the user existed. Messages and runs of a user that was never identified are deleted as well.",
  })
  wasKnown!: boolean;

  @Field(() => ErasureCounts, { nullable: true, description: "What would be deleted; null unless `isDryRun`." })
  counts!: ErasureCounts | null;
}
