import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Environment, toEnvironment, type EnvironmentService } from "../../environments/index.js";
import { parseUuidId } from "../../identifiers/index.js";
import { Member, membersOf, type MemberService } from "../../members/index.js";
import { requireRight, scopeOf, type RequestContext, type Scope } from "../../requests/index.js";
import { RevokeSessionInput, RevokeSessionPayload, Session } from "./session.schema.js";
import type { SessionService } from "./session.service.js";
import { toSession } from "./session-view.schema.js";

export interface SessionResolverDeps {
  sessions: SessionService;
  environments: EnvironmentService;
  members: MemberService;
}

@Resolver(() => Session)
export class SessionResolver {
  readonly #deps: SessionResolverDeps;

  constructor(deps: SessionResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => Session, { nullable: true, description: "The dashboard's session that asks; null for a key." })
  async session(@Ctx() context: RequestContext): Promise<Session | null> {
    const scope = scopeOf(context);
    const row = await this.#deps.sessions.sessionOf(scope);
    return row && scope.actor.kind === "member" ? toSession(scope, row, scope.actor) : null;
  }

  @Query(() => [Session], {
    nullable: true,
    description: "The live sessions of the caller, or of a member, latest first; at most 100.",
  })
  async sessions(
    @Ctx() context: RequestContext,
    @Arg("memberId", () => ID, {
      nullable: true,
      description: "The member, by global id; needs the right `members.read`. If omitted, the caller.",
    })
    memberId: string | null,
  ): Promise<Session[]> {
    const scope = scopeOf(context);
    const { actor } = scope;
    if (actor.kind !== "member") return [];
    if (memberId == null) {
      const rows = await this.#deps.sessions.list(scope, actor.memberId);
      return rows.map((row) => toSession(scope, row, actor));
    }
    requireRight(scope, "members.read");
    const uuid = parseUuidId("member", memberId);
    const [member] = uuid === null ? [] : await this.#deps.members.byIds([uuid]);
    if (!member) return [];
    const role = await this.#roleHere(scope, member.id);
    const theirs = { ...actor, memberId: member.id, role: role ?? member.role, accountRole: member.role };
    const rows = await this.#deps.sessions.list(scope, member.id);
    return rows.map((row) => toSession(scope, row, { ...theirs, isLocal: false }));
  }

  @Query(() => [Environment], {
    nullable: true,
    description: "The environments that the caller may see, in the order in which they were made; a key sees its own.",
  })
  async environments(@Ctx() context: RequestContext): Promise<Environment[]> {
    const scope = scopeOf(context);
    const row = await this.#deps.sessions.sessionOf(scope);
    if (row) return this.#seenBy(row.id);
    return (await this.#deps.environments.list(scope.environmentId)).map(toEnvironment);
  }

  @FieldResolver(() => Environment, { nullable: true, description: "The environment that this request names." })
  async environment(@Ctx() context: RequestContext): Promise<Environment | null> {
    const row = await this.#deps.environments.environmentOf(scopeOf(context));
    return row && toEnvironment(row);
  }

  @FieldResolver(() => [Environment], {
    name: "environments",
    description: "The environments that the session may see, in the order in which they were made.",
  })
  environmentsOfSession(@Root() { uuid }: Session): Promise<Environment[]> {
    return this.#seenBy(uuid);
  }

  @FieldResolver(() => Member, {
    nullable: true,
    description: "Whose it is; null for a session of a development server, which belongs to no member.",
  })
  async member(@Ctx() context: RequestContext, @Root() { memberId }: Session): Promise<Member | null> {
    return memberId === null ? null : membersOf(context, this.#deps.members).load(memberId);
  }

  @Mutation(() => RevokeSessionPayload, {
    nullable: true,
    description: "Ends a session: its pages must sign in again, and its sockets are closed with 4403.",
  })
  async revokeSession(
    @Ctx() context: RequestContext,
    @Arg("input", () => RevokeSessionInput, { description: "The session." }) { sessionId }: RevokeSessionInput,
  ): Promise<RevokeSessionPayload> {
    await this.#deps.sessions.revoke(scopeOf(context), sessionId);
    return Object.assign(new RevokeSessionPayload(), { sessionId });
  }

  async #roleHere(scope: Scope, memberId: string) {
    const here = await this.#deps.environments.environmentOf(scope);
    const roles = await this.#deps.members.environmentRolesOf([memberId]);
    return roles.find((each) => each.environment_key === here?.key)?.role ?? null;
  }

  async #seenBy(sessionUuid: string): Promise<Environment[]> {
    const seen = new Set((await this.#deps.sessions.environmentsOf(sessionUuid)).map(({ id }) => id));
    const rows = await this.#deps.environments.list(null);
    return rows.filter(({ id }) => seen.has(id)).map(toEnvironment);
  }
}
