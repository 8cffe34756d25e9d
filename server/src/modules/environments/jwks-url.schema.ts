import { Field, InputType, ObjectType } from "type-graphql";
import { Environment } from "./environment.schema.js";

@InputType("SetJwksUrlInput", { description: "Where the environment's user tokens find their signing keys." })
export class SetJwksUrlInput {
  @Field(() => String, {
    nullable: true,
    description:
      "An https URL of a JSON Web Key Set (RFC 7517), as identity providers publish it; in a development environment http to loopback too. Null for none; it must be given.",
  })
  url?: string | null;
}

@ObjectType("SetJwksUrlPayload", { simpleResolvers: true, description: "Answer of `setJwksUrl`." })
export class SetJwksUrlPayload {
  @Field(() => Environment, { description: "The changed environment." })
  environment!: Environment;
}
