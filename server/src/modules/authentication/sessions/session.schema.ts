import { Field, ID, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar, Node } from "../../../platform/graphql/index.js";
import type { Role as MemberRole } from "../../requests/index.js";

/** What a member may do; values may be added. */
export const Role = {
  OWNER: "OWNER",
  ADMIN: "ADMIN",
  DEVELOPER: "DEVELOPER",
  SUPPORT: "SUPPORT",
  READER: "READER",
} as const satisfies Record<MemberRole, MemberRole>;

registerEnumType(Role, {
  name: "Role",
  description: "What a member may do; values may be added.",
  valuesConfig: {
    OWNER: { description: "Everything." },
    ADMIN: { description: "Everything but changes of owners." },
    DEVELOPER: { description: "Workflows, recipients and sending; keys and channels of development environments." },
    SUPPORT: { description: "Recipients and logs, and sending again; no workflows, no keys." },
    READER: { description: "Reads workflows, logs and recipients, and simulates." },
  },
});

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

  @Field(() => DateTimeScalar, { description: "When it ends, however much it is used." })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: "The address of its sign-in, without the last part." })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: "What the browser says of itself." })
  userAgent!: string | null;
}
