import { AppError, badInput, refused } from "../../platform/errors/index.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { recordCall } from "../audit/index.js";
import type { EnvironmentService } from "../environments/index.js";
import { parseUuidId } from "../identifiers/index.js";
import type { Role, Scope } from "../requests/index.js";
import { normalEmail } from "./access/email-address.js";
import type { MemberLinks } from "./access/member-links.service.js";
import type { EnvironmentRoleRow, MemberRepository, MemberRow } from "./member.repository.js";
import type { MemberSessions } from "./member-sessions.js";

export interface MemberServiceDeps {
  members: MemberRepository;
  links: MemberLinks;
  environments: EnvironmentService;
}

export interface RoleChange {
  /** Global id. */
  memberId: string;
  /** Null takes a role in one environment away. */
  role: Role | null;
  /** Left out or null: everywhere. */
  environmentKey?: string | null;
}

/** Who works in the dashboard, and with which roles. There is always an owner. */
export class MemberService {
  readonly #runtime: Runtime;
  readonly #deps: MemberServiceDeps;
  readonly #sessions: MemberSessions;

  constructor(runtime: Runtime, deps: MemberServiceDeps, sessions: MemberSessions) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#sessions = sessions;
  }

  page(page: Page<AgeKey>): Promise<MemberRow[]> {
    return this.#deps.members.page(this.#runtime.database, page);
  }

  byIds(ids: readonly string[]): Promise<MemberRow[]> {
    return this.#deps.members.byIds(this.#runtime.database, ids);
  }

  environmentRolesOf(ids: readonly string[]): Promise<EnvironmentRoleRow[]> {
    return this.#deps.members.rolesOf(this.#runtime.database, ids);
  }

  /** Invites somebody. `token` is for the link; null where the identity provider lets them in. */
  async invite(
    scope: Scope,
    input: { email: string; role: Role },
    hasProvider: boolean,
  ): Promise<{ member: MemberRow; token: string | null }> {
    const email = normalEmail(input.email);
    if (email === null) {
      throw badInput([{ path: ["email"], code: "invalid_format", message: "This is no email address." }]);
    }
    requireOwnerFor(scope, [input.role]);
    const { members, links } = this.#deps;
    return this.#runtime.database.transaction(async (tx) => {
      const made = await members.insert(tx, {
        ...{ id: this.#runtime.newUuid(), email, name: null, role: input.role, is_role_claimed: false },
        ...{ sign_in_method: hasProvider ? "OIDC" : "PASSWORD", oidc_subject: null, password_hash: null },
        ...{ created_at: new Date(this.#runtime.clock.now()), joined_at: null },
      });
      const member = made ?? (await this.#openInvitation(tx, scope, { email, role: input.role }));
      await recordCall(tx, scope);
      return { member, token: hasProvider ? null : await links.invite(tx, member) };
    });
  }

  async setRole(scope: Scope, { memberId, role, environmentKey }: RoleChange): Promise<MemberRow> {
    const { members } = this.#deps;
    const environment = environmentKey == null ? null : await this.#environment(environmentKey);
    if (environment === null && role === null) {
      const message = "Name the environment in which the role is taken away; `removeMember` takes all.";
      throw badInput([{ path: ["role"], code: "required", message }]);
    }
    return this.#change(scope, memberId, async (tx, member) => {
      requireOwnerFor(scope, [member.role, role]);
      if (environment) {
        if (member.role === "OWNER") {
          const message = "An owner has every right in every environment.";
          throw refused("CONFLICT", { path: ["environmentKey"], code: "is_owner", message });
        }
        await members.setEnvironmentRole(tx, member.id, environment.id, role);
      } else if (role !== null) {
        await members.setRole(tx, member.id, role);
        if (role === "OWNER") await members.clearEnvironmentRoles(tx, member.id);
      }
      await recordCall(tx, scope, {
        target: `member:${member.email}`,
        before: { role: environment ? null : member.role },
      });
      return (await members.byId(tx, member.id)) ?? member;
    });
  }

  async remove(scope: Scope, memberId: string): Promise<void> {
    await this.#change(scope, memberId, async (tx, member) => {
      requireOwnerFor(scope, [member.role]);
      await recordCall(tx, scope, { target: `member:${member.email}`, before: { role: member.role } });
      await this.#deps.members.remove(tx, member.id);
    });
  }

  /**
   * The caller in another environment; null for a member who may not see it. `isLead`: an owner or admin of everything, or
   * somebody who was given a role in that very environment.
   */
  async inEnvironment(
    scope: Scope,
    environment: { id: number; key: string; is_development: boolean },
  ): Promise<{ scope: Scope; isLead: boolean } | null> {
    const { actor } = scope;
    const there = { ...scope, environmentId: environment.id, isDevelopment: environment.is_development };
    if (actor.kind !== "member") return { scope: there, isLead: true };
    const isElsewhere = actor.onlyEnvironmentId !== null && actor.onlyEnvironmentId !== environment.id;
    if (isElsewhere) return null;
    const roles = actor.memberId === null ? [] : await this.environmentRolesOf([actor.memberId]);
    const given =
      actor.accountRole === "OWNER" ? undefined : roles.find((each) => each.environment_key === environment.key);
    const role = given ? given.role : actor.accountRole;
    if (role === null) return null;
    const isLead = given !== undefined || role === "OWNER" || role === "ADMIN";
    return { scope: { ...there, actor: { ...actor, role } }, isLead };
  }

  /** Ends the member's sessions too, so that no old token keeps old rights. The last owner stays. */
  async #change<T>(scope: Scope, memberId: string, work: (tx: Tx, member: MemberRow) => Promise<T>): Promise<T> {
    const { members } = this.#deps;
    const uuid = parseUuidId("member", memberId);
    const { result, ended } = await this.#runtime.database.transaction(async (tx) => {
      await members.lock(tx);
      const member = uuid === null ? null : await members.byId(tx, uuid);
      if (!member) throw noSuchMember();
      const done = await work(tx, member);
      if (member.role === "OWNER" && (await members.ownerCount(tx)) === 0) {
        const message = "This is the last owner. Make somebody else an owner first.";
        throw refused("CONFLICT", { path: ["memberId"], code: "last_owner", message });
      }
      return { result: done, ended: await this.#sessions.endAll(tx, member.id) };
    });
    this.#sessions.tellEnd(ended);
    return result;
  }

  /** Inviting somebody again whose invitation is open changes the role, and gives a new link. */
  async #openInvitation(tx: Tx, scope: Scope, { email, role }: { email: string; role: Role }): Promise<MemberRow> {
    const { members, links } = this.#deps;
    const known = await members.byEmail(tx, email);
    if (!known || known.joined_at !== null) {
      const message = "Somebody with this address is a member already.";
      throw refused("CONFLICT", { path: ["email"], code: "taken", message });
    }
    requireOwnerFor(scope, [known.role]);
    await members.setRole(tx, known.id, role);
    await links.dropOf(tx, known.id);
    return { ...known, role };
  }

  async #environment(key: string): Promise<{ id: number }> {
    const row = await this.#deps.environments.environmentByKey(key);
    if (row) return row;
    const message = `There is no environment "${key}".`;
    throw refused("NOT_FOUND", { path: ["environmentKey"], code: "environment_missing", message });
  }
}

/** Only owners make, change and remove owners. */
function requireOwnerFor({ actor }: Scope, roles: readonly (Role | null)[]): void {
  const isOwner = actor.kind === "member" && actor.accountRole === "OWNER";
  if (isOwner || !roles.includes("OWNER")) return;
  throw new AppError("FORBIDDEN", "Only an owner may make, change or remove an owner.");
}

function noSuchMember(): AppError {
  return refused("NOT_FOUND", { path: ["memberId"], code: "member_missing", message: "There is no such member." });
}
