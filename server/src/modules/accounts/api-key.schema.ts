import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";

export enum ApiKeyKind {
  SECRET = "SECRET",
  PUBLIC = "PUBLIC",
}

registerEnumType(ApiKeyKind, {
  name: "ApiKeyKind",
  description: "What a key is for.",
  valuesConfig: {
    SECRET: { description: "For servers: acts for its whole environment." },
    PUBLIC: { description: "For browsers: acts as one user, by a signed user token." },
  },
});

@InputType("CreateApiKeyInput", { description: "A key to make in the caller's environment." })
export class CreateApiKeyInput {
  @Field(() => ApiKeyKind, { description: "What it is for." })
  kind!: ApiKeyKind;

  @Field(() => String, { description: "What you call it.", nullable: true })
  name?: string | null;

  @Field(() => String, {
    description:
      "Repeating the call with this key within 24 hours makes no second one; the answer leaves the secret out.",
    nullable: true,
  })
  idempotencyKey?: string | null;
}

@ObjectType("CreateApiKeyPayload", { description: "Answer of `createApiKey`.", simpleResolvers: true })
export class CreateApiKeyPayload {
  @Field(() => ID, { description: "Global id of the key, to revoke it by." })
  id!: string;

  @Field(() => String, { description: "The key itself, shown this once; null in a replay.", nullable: true })
  key!: string | null;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;
}

@InputType("RevokeApiKeyInput", { description: "Which key to revoke." })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: "The key's global id." })
  id!: string;
}

@ObjectType("RevokeApiKeyPayload", { description: "Answer of `revokeApiKey`.", simpleResolvers: true })
export class RevokeApiKeyPayload {
  @Field(() => ID, { description: "The key that is refused from now on, everywhere within 5 seconds." })
  id!: string;
}

@InputType("CreateEnvironmentInput", { description: "An environment to make." })
export class CreateEnvironmentInput {
  @Field(() => String, { description: "Its key: 2 to 63 lower-case letters, digits and dashes; unique." })
  key!: string;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => Boolean, {
    description: "Whether bare user ids are believed in place of signed tokens.",
    defaultValue: false,
  })
  isDevelopment!: boolean;

  @Field(() => String, {
    description:
      "Repeating the call with this key within 24 hours makes no second one; the answer leaves the keys out.",
    nullable: true,
  })
  idempotencyKey?: string | null;
}

@ObjectType("CreateEnvironmentPayload", { description: "Answer of `createEnvironment`.", simpleResolvers: true })
export class CreateEnvironmentPayload {
  @Field(() => ID, { description: "Global id of the environment." })
  id!: string;

  @Field(() => String, { description: "Its first secret key, shown this once; null in a replay.", nullable: true })
  secretKey!: string | null;

  @Field(() => String, { description: "Its first public key; null in a replay.", nullable: true })
  publicKey!: string | null;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;
}
