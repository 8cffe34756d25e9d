import { Field, InputType, ObjectType } from "type-graphql";

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

@InputType("RevokeSigningKeyInput", { description: "Which signing key to revoke." })
export class RevokeSigningKeyInput {
  @Field(() => String, { description: "The key's `kid`, as `createSigningKey` answered it." })
  keyId!: string;
}

@ObjectType("RevokeSigningKeyPayload", { simpleResolvers: true, description: "Answer of `revokeSigningKey`." })
export class RevokeSigningKeyPayload {
  @Field(() => String, { description: "The `kid` that is refused from now on, everywhere within 5 seconds." })
  keyId!: string;
}
