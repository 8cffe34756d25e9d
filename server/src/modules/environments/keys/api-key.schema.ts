import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { connectionType, DateTimeScalar, Node } from "../../../platform/graphql/index.js";

/** The kind of a key. */
export const ApiKeyKind = { SECRET: "SECRET", PUBLIC: "PUBLIC" } as const;

export type ApiKeyKind = keyof typeof ApiKeyKind;

registerEnumType(ApiKeyKind, {
  name: "ApiKeyKind",
  description: "The type of a key.",
  valuesConfig: {
    SECRET: { description: "For servers: acts for its whole environment." },
    PUBLIC: { description: "For browsers: acts as one user, by a signed user token." },
  },
});

@ObjectType("ApiKey", {
  implements: [Node],
  simpleResolvers: true,
  description: "A key of this environment. The key itself is shown once, when it is created.",
})
export class ApiKey extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => ApiKeyKind, { description: "What it is for." })
  kind!: ApiKeyKind;

  @Field(() => String, { nullable: true, description: "A name that you give it; null for none." })
  name!: string | null;

  @Field(() => String, { description: "The key's last four characters, to recognise it." })
  lastFour!: string;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last used, to the minute." })
  lastUsedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was revoked, null while it works." })
  revokedAt!: Date | null;
}

export const ApiKeyConnection = connectionType<ApiKey>("ApiKey", () => ApiKey, { one: "a key", many: "keys" });

@InputType("CreateApiKeyInput", { description: "A key to make in the caller's environment." })
export class CreateApiKeyInput {
  @Field(() => ApiKeyKind, { description: "What it is for." })
  kind!: ApiKeyKind;

  @Field(() => String, { description: "A name that you give it; null for none.", nullable: true })
  name?: string | null;

  @Field(() => String, {
    description: "Repeating the call with this key within 24 hours creates no second key; the answer omits the secret.",
    nullable: true,
  })
  idempotencyKey?: string | null;
}

@ObjectType("CreateApiKeyPayload", { description: "Answer of `createApiKey`.", simpleResolvers: true })
export class CreateApiKeyPayload {
  @Field(() => ApiKey, { description: "The key's metadata." })
  apiKey!: ApiKey;

  @Field(() => String, { description: "The key itself, shown this once; null in a replay.", nullable: true })
  key!: string | null;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;
}

@InputType("RevokeApiKeyInput", { description: "The key to revoke." })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: "The key's global id." })
  id!: string;
}

@ObjectType("RevokeApiKeyPayload", { description: "Answer of `revokeApiKey`.", simpleResolvers: true })
export class RevokeApiKeyPayload {
  @Field(() => ApiKey, { description: "The key that is refused from now on, everywhere within 5 seconds." })
  apiKey!: ApiKey;
}
