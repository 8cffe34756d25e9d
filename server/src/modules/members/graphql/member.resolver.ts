import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { PageArgs } from "../../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../../platform/paging/index.js";
import { parseUuidId } from "../../identifiers/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import type { MemberService } from "../member.service.js";
import {
  EnvironmentRole,
  InviteMemberInput,
  InviteMemberPayload,
  Member,
  MemberConnection,
  RemoveMemberInput,
  RemoveMemberPayload,
  SetMemberRoleInput,
  SetMemberRolePayload,
} from "./member.schema.js";
import { toMember } from "./member-view.schema.js";

const CURSOR = ageCursor("members");

export interface MemberResolverOptions {
  /** Whether an identity provider lets members in. */
  hasProvider: boolean;
  /** The address at which a link is used. */
  addressOf: (token: string) => string;
}

@Resolver(() => Member)
export class MemberResolver {
  readonly #members: MemberService;
  readonly #options: MemberResolverOptions;

  constructor(members: MemberService, options: MemberResolverOptions) {
    this.#members = members;
    this.#options = options;
  }

  @Query(() => MemberConnection, {
    nullable: true,
    description: "The people who work in the dashboard, those who were invited first too. For owners and admins.",
  })
  async members(@Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<Member>> {
    const page = readPage(args, CURSOR);
    return connectionByAge(page, await this.#members.page(page), { node: toMember, codec: CURSOR });
  }

  @FieldResolver(() => [EnvironmentRole], { description: "The roles that differ in single environments." })
  async environmentRoles(@Ctx() context: RequestContext, @Root() { id }: Member): Promise<EnvironmentRole[]> {
    const roles = await loaderOf<EnvironmentRole[]>(context, "member.environmentRoles", async (ids) => {
      const uuids = ids.flatMap((each) => parseUuidId("member", each) ?? []);
      const rows = await this.#members.environmentRolesOf(uuids);
      const rolesOf = (each: string): EnvironmentRole[] =>
        rows
          .filter((row) => row.member_id === parseUuidId("member", each))
          .map((row) => Object.assign(new EnvironmentRole(), { environmentKey: row.environment_key, role: row.role }));
      return new Map(ids.map((each) => [each, rolesOf(each)]));
    }).load(id);
    return roles ?? [];
  }

  @Mutation(() => InviteMemberPayload, {
    nullable: true,
    description: "Invites a person. Needs a sign-in of the last 15 minutes.",
  })
  async inviteMember(
    @Ctx() context: RequestContext,
    @Arg("input", () => InviteMemberInput, { description: "The person, and the role." }) input: InviteMemberInput,
  ): Promise<InviteMemberPayload> {
    const { hasProvider, addressOf } = this.#options;
    const { member, token } = await this.#members.invite(scopeOf(context), input, hasProvider);
    const link = token === null ? null : addressOf(token);
    return Object.assign(new InviteMemberPayload(), { member: toMember(member), link });
  }

  @Mutation(() => SetMemberRolePayload, {
    nullable: true,
    description:
      "Changes the role of a member, whose sessions end: a new role begins with a new sign-in. Needs a sign-in of the last 15 minutes.",
  })
  async setMemberRole(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetMemberRoleInput, { description: "The member, and the role." }) input: SetMemberRoleInput,
  ): Promise<SetMemberRolePayload> {
    const member = await this.#members.setRole(scopeOf(context), { ...input, role: input.role ?? null });
    return Object.assign(new SetMemberRolePayload(), { member: toMember(member) });
  }

  @Mutation(() => RemoveMemberPayload, {
    nullable: true,
    description: "Removes a member, or takes an invitation back. Needs a sign-in of the last 15 minutes.",
  })
  async removeMember(
    @Ctx() context: RequestContext,
    @Arg("input", () => RemoveMemberInput, { description: "The member." }) input: RemoveMemberInput,
  ): Promise<RemoveMemberPayload> {
    await this.#members.remove(scopeOf(context), input.memberId);
    return Object.assign(new RemoveMemberPayload(), { memberId: input.memberId });
  }
}
