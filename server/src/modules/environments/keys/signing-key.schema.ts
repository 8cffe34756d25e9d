import { Field, ID, InputType, ObjectType } from "type-graphql";
import { connectionType, DateTimeScalar, Node } from "../../../platform/graphql/index.js";

@ObjectType("SigningKey", {
  implements: [Node],
  simpleResolvers: true,
  description: "A public key that verifies user tokens. Several may be in use at once.",
})
export class SigningKey extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "The `kid` to put in the token's header." })
  keyId!: string;

  @Field(() => String, { description: "The `alg` that goes with it: RS256, ES256 or EdDSA." })
  algorithm!: string;

  @Field(() => String, { nullable: true, description: "What it is for." })
  name!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was registered." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was revoked, null while it works." })
  revokedAt!: Date | null;
}

export const SigningKeyConnection = connectionType<SigningKey>("SigningKey", () => SigningKey, {
  one: "a signing key",
  many: "signing keys",
});

@InputType("CreateSigningKeyInput", { description: "A public key for user tokens." })
export class CreateSigningKeyInput {
  @Field(() => String, { description: "PEM (SPKI) or JWK as a string; RSA, P-256 or Ed25519." })
  publicKey!: string;

  @Field(() => String, { nullable: true, description: "What it is for." })
  name?: string | null;
}

@ObjectType("CreateSigningKeyPayload", { simpleResolvers: true, description: "Answer of `createSigningKey`." })
export class CreateSigningKeyPayload {
  @Field(() => String, { description: "The `kid` to put in the token's header." })
  keyId!: string;
}

@InputType("RevokeSigningKeyInput", { description: "The signing key to revoke." })
export class RevokeSigningKeyInput {
  @Field(() => String, { description: "The key's `kid`, as `createSigningKey` answered it." })
  keyId!: string;
}

@ObjectType("RevokeSigningKeyPayload", { simpleResolvers: true, description: "Answer of `revokeSigningKey`." })
export class RevokeSigningKeyPayload {
  @Field(() => SigningKey, {
    description: "The revoked key, whose tokens are refused everywhere within 5 seconds.",
  })
  signingKey!: SigningKey;
}
