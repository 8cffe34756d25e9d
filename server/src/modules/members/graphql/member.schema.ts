import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { connectionType, DateTimeScalar, Node } from "../../../platform/graphql/index.js";
import type { Role as MemberRole } from "../../requests/index.js";
import { Role } from "./role.schema.js";

export const SignInMethod = { OIDC: "OIDC", PASSWORD: "PASSWORD" } as const;

registerEnumType(SignInMethod, {
  name: "SignInMethod",
  description: "How a member signs in.",
  valuesConfig: {
    OIDC: { description: "By the company's identity provider." },
    PASSWORD: { description: "By a password that is kept here as a hash." },
  },
});

@ObjectType("EnvironmentRole", { simpleResolvers: true, description: "A role that differs in one environment." })
export class EnvironmentRole {
  @Field(() => String, { description: "The key of the environment." })
  environmentKey!: string;

  @Field(() => Role, { nullable: true, description: "The role there; null for no access." })
  role!: MemberRole | null;
}

@ObjectType("Member", {
  implements: [Node],
  simpleResolvers: true,
  description: "A person who works in the dashboard.",
})
export class Member extends Node {
  @Field(() => ID, { description: "Global id." })
  override id!: string;

  @Field(() => String, { description: "The email address, in lower case: the name at sign-in." })
  email!: string;

  @Field(() => String, { nullable: true, description: "Name to show." })
  name!: string | null;

  @Field(() => Role, { description: "The role in every environment without a role of its own." })
  role!: MemberRole;

  @Field(() => SignInMethod, { description: "How the member signs in." })
  signInMethod!: keyof typeof SignInMethod;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the member joined; null while the invitation is open.",
  })
  joinedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When a session of the member was last used, to the minute; null for never.",
  })
  lastSeenAt!: Date | null;
}

export const MemberConnection = connectionType("Member", () => Member, { one: "a member", many: "members" });

@InputType("InviteMemberInput", { description: "The person to invite." })
export class InviteMemberInput {
  @Field(() => String, { description: "Email address. An open invitation to it is replaced." })
  email!: string;

  @Field(() => Role, { description: "The role; only owners invite owners." })
  role!: MemberRole;
}

@ObjectType("InviteMemberPayload", { simpleResolvers: true, description: "Answer of `inviteMember`." })
export class InviteMemberPayload {
  @Field(() => String, {
    nullable: true,
    description:
      "A link that works once and for three days, to hand over yourself: Carillon sends no mail. Null where the identity provider lets the member in.",
  })
  link!: string | null;

  @Field(() => Member, { description: "The member, who has not joined yet." })
  member!: Member;
}

@InputType("SetMemberRoleInput", { description: "The new role of a member." })
export class SetMemberRoleInput {
  @Field(() => ID, { description: "The member, by global id." })
  memberId!: string;

  @Field(() => Role, {
    nullable: true,
    description: "The role; null takes access to the named environment away. Only owners make and change owners.",
  })
  role?: MemberRole | null;

  @Field(() => String, {
    nullable: true,
    description: "The key of the environment in which the role differs; if omitted, everywhere.",
  })
  environmentKey?: string | null;
}

@ObjectType("SetMemberRolePayload", { simpleResolvers: true, description: "Answer of `setMemberRole`." })
export class SetMemberRolePayload {
  @Field(() => Member, { description: "The changed member, who has to sign in again." })
  member!: Member;
}

@InputType("RemoveMemberInput", { description: "The member to remove." })
export class RemoveMemberInput {
  @Field(() => ID, { description: "By global id. The last owner cannot be removed." })
  memberId!: string;
}

@ObjectType("RemoveMemberPayload", { simpleResolvers: true, description: "Answer of `removeMember`." })
export class RemoveMemberPayload {
  @Field(() => ID, { description: "The global id of the removed member, whose sessions end within 5 seconds." })
  memberId!: string;
}
