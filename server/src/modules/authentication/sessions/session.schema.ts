import { Field, ID, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar, Node } from "../../../platform/graphql/index.js";
import { Role } from "../../members/index.js";
import type { Role as MemberRole } from "../../requests/index.js";

@ObjectType("Session", {
  implements: [Node],
  simpleResolvers: true,
  description: "Who uses the dashboard, and the rights in the environment of the request.",
})
export class Session extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => Role, { description: "The role in this environment." })
  role!: MemberRole;

  @Field(() => [String], { description: "The rights in this environment, such as `workflows.change`." })
  permissions!: string[];

  @Field(() => Boolean, { description: "Whether it is the session of this request." })
  isCurrent!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it was last used, to the minute." })
  lastUsedAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it ends, however much it is used." })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: "The address of its sign-in, without the last part." })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: "What the browser says of itself." })
  userAgent!: string | null;

  /** By which `member` and `environments` are loaded; not part of the schema. */
  uuid!: string;
  memberId!: string | null;
}

@InputType("RevokeSessionInput", { description: "The session to end." })
export class RevokeSessionInput {
  @Field(() => ID, {
    description: "By global id: one of the caller's own, or with the right `members.change` anybody's.",
  })
  sessionId!: string;
}

@ObjectType("RevokeSessionPayload", { simpleResolvers: true, description: "Answer of `revokeSession`." })
export class RevokeSessionPayload {
  @Field(() => ID, { description: "Its global id. It is refused everywhere within 5 seconds." })
  sessionId!: string;
}
