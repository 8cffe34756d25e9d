import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar, Node } from "../../platform/graphql/index.js";

@ObjectType("Environment", {
  implements: [Node],
  simpleResolvers: true,
  description: "An isolated set of users, workflows and messages, visible only to the environment's own keys.",
})
export class Environment extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "Its key, such as `production`." })
  key!: string;

  @Field(() => String, { description: "Name to show." })
  name!: string;

  @Field(() => Boolean, { description: "Whether bare user ids are believed in place of signed tokens." })
  isDevelopment!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The URL of a key set that verifies its user tokens, in addition to registered signing keys.",
  })
  jwksUrl!: string | null;

  @Field(() => [String], {
    description:
      "Link schemes that its messages may use, for example `myapp`, in addition to http, https, mailto and tel.",
  })
  linkSchemes!: string[];

  @Field(() => Boolean, {
    description: "Whether readers see no names, addresses, properties and contents; ids stay visible.",
  })
  hidesPersonalData!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  /** By which `promotesTo` is loaded; not part of the schema. */
  promotesToId!: number | null;
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
      "Repeating the call with this key within 24 hours creates no second environment; the answer omits the keys.",
    nullable: true,
  })
  idempotencyKey?: string | null;
}

@ObjectType("CreateEnvironmentPayload", { description: "Answer of `createEnvironment`.", simpleResolvers: true })
export class CreateEnvironmentPayload {
  @Field(() => Environment, { description: "The environment." })
  environment!: Environment;

  @Field(() => String, { description: "Its first secret key, shown this once; null in a replay.", nullable: true })
  secretKey!: string | null;

  @Field(() => String, { description: "Its first public key; null in a replay.", nullable: true })
  publicKey!: string | null;

  @Field(() => Boolean, { description: "Whether this idempotency key was answered before." })
  isReplay!: boolean;
}

@InputType("UpdateEnvironmentInput", {
  description: "The environment, and its changes. Omitted fields keep their values.",
})
export class UpdateEnvironmentInput {
  @Field(() => String, {
    description:
      "The key of the caller's own environment; to change `promotesToKey` alone, also of one that it created.",
  })
  environmentKey!: string;

  @Field(() => String, { description: "Name to show.", nullable: true })
  name?: string | null;

  @Field(() => [String], {
    description:
      "Link schemes that its messages may use, for example `myapp`, in addition to http, https, mailto and tel: at most 20, " +
      "without a colon. They replace the current ones for later messages. Never javascript, vbscript, data, blob, file or similar ones.",
    nullable: true,
  })
  linkSchemes?: string[] | null;

  @Field(() => Boolean, {
    description: "Whether readers see no names, addresses, properties and contents of recipients.",
    nullable: true,
  })
  hidesPersonalData?: boolean | null;

  @Field(() => String, {
    description:
      "The key of the environment into which its workflows are promoted; null for none. A secret key may name only " +
      "its own environment and those that this one created, on both sides; a member needs a session for all environments.",
    nullable: true,
  })
  promotesToKey?: string | null;
}

@ObjectType("UpdateEnvironmentPayload", { description: "Answer of `updateEnvironment`.", simpleResolvers: true })
export class UpdateEnvironmentPayload {
  @Field(() => Environment, { description: "The changed environment." })
  environment!: Environment;
}
