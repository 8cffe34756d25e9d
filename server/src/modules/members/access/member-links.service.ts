import { AppError, badInput, checkText } from "../../../platform/errors/index.js";
import type { Queryable, Tx } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Role } from "../../requests/index.js";
import type { MemberRepository, MemberRow } from "../member.repository.js";
import { hashSecretToken, newSecretToken } from "../secret-token.js";
import { normalEmail } from "./email-address.js";
import type { LinkKind, LinkRow, MemberLinkRepository } from "./member-link.repository.js";
import { checkPassword } from "./password-rules.js";
import type { Passwords } from "./password.service.js";

export interface MemberLinksDeps {
  members: MemberRepository;
  rows: MemberLinkRepository;
  passwords: Passwords;
}

/** What a link is for. */
export interface LinkFacts {
  kind: LinkKind;
  /** Null for a claim, whose user says it. */
  email: string | null;
  role: Role;
}

export interface Claim {
  token: string;
  /** Of the new owner, for a claim; otherwise the link says it. */
  email?: string | null;
  name?: string | null;
  password: string;
}

const OWNER_MS = 15 * 60_000;
const INVITATION_MS = 3 * 86_400_000;
const DAY_MS = 86_400_000;
const NAME_MAX_LENGTH = 100;

/**
 * Links by which people come in: made → used once, or expired. The database has hashes of their tokens only.
 */
export class MemberLinks {
  readonly #runtime: Runtime;
  readonly #deps: MemberLinksDeps;

  constructor(runtime: Runtime, deps: MemberLinksDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** For whoever starts a server that has no member yet. Null if it has some. */
  async claim(): Promise<string | null> {
    const { database } = this.#runtime;
    if (await this.#deps.members.hasJoined(database)) return null;
    return this.#make(database, { kind: "CLAIM", member_id: null, email: null }, OWNER_MS);
  }

  /** For somebody who can start programs of this server: makes the owner with this address, or lets them in again. */
  async owner(address: string): Promise<string> {
    const email = normalEmail(address);
    if (email === null)
      throw badInput([{ path: ["email"], code: "invalid_format", message: "This is no email address." }]);
    return this.#make(this.#runtime.database, { kind: "OWNER", member_id: null, email }, OWNER_MS);
  }

  /** For the person who runs a development server. */
  local(): Promise<string> {
    return this.#make(this.#runtime.database, { kind: "LOCAL", member_id: null, email: null }, OWNER_MS);
  }

  invite(q: Queryable, { id, email }: MemberRow): Promise<string> {
    return this.#make(q, { kind: "INVITATION", member_id: id, email }, INVITATION_MS);
  }

  dropOf(q: Queryable, memberId: string): Promise<void> {
    return this.#deps.rows.dropOf(q, memberId);
  }

  /** Null for a link that was used, has expired, or never was. */
  async factsOf(token: string): Promise<LinkFacts | null> {
    const { database } = this.#runtime;
    const hash = hashSecretToken(token);
    const row = hash && (await this.#deps.rows.live(database, hash, this.#now()));
    return row ? this.#factsOf(database, row) : null;
  }

  /** Uses up a link for the owner of a development server. */
  async useLocal(token: string): Promise<boolean> {
    const row = await this.#runtime.database.transaction((tx) => this.#use(tx, token));
    return row?.kind === "LOCAL";
  }

  /** Uses up a link: its user is a member from now on, who signs in by a password. */
  async join({ token, email, name, password }: Claim): Promise<{ member: MemberRow; kind: LinkKind }> {
    const { members, passwords } = this.#deps;
    const facts = await this.factsOf(token);
    if (!facts || facts.kind === "LOCAL") throw deadLink();
    const address = facts.email ?? normalEmail(email ?? "");
    const issues = checkText(name ?? null, ["name"], NAME_MAX_LENGTH);
    if (address === null)
      issues.push({ path: ["email"], code: "invalid_format", message: "This is no email address." });
    issues.push(...checkPassword(password, address ?? " "));
    if (address === null || issues.length > 0) throw badInput(issues);
    const passwordHash = await passwords.hash(password);
    return this.#runtime.database.transaction(async (tx) => {
      await members.lock(tx);
      const link = await this.#use(tx, token);
      const known = link && (await this.#factsOf(tx, link));
      if (!link || !known) throw deadLink();
      const id = (await this.#memberOf(tx, link, address)).id;
      const change = { name: name?.trim() || null, passwordHash, at: this.#now(), role: known.role };
      await members.join(tx, id, change);
      if (known.role === "OWNER") await this.#deps.members.clearEnvironmentRoles(tx, id);
      await this.#deps.rows.dropClaims(tx);
      const member = await members.byId(tx, id);
      if (!member) throw new Error("A member vanished under a lock.");
      return { member, kind: link.kind };
    });
  }

  async #memberOf(tx: Tx, { member_id: id }: LinkRow, email: string): Promise<{ id: string }> {
    const { members } = this.#deps;
    const known = id === null ? await members.byEmail(tx, email) : await members.byId(tx, id);
    if (known) return known;
    const made = await members.insert(tx, {
      ...{ id: this.#runtime.newUuid(), email, name: null, role: "OWNER", is_role_claimed: false },
      ...{
        sign_in_method: "PASSWORD",
        oidc_subject: null,
        password_hash: null,
        created_at: this.#now(),
        joined_at: null,
      },
    });
    if (made) return made;
    throw new Error("A member was made under a lock.");
  }

  /** A claim is dead as soon as somebody has joined. */
  async #factsOf(q: Queryable, { kind, email, member_id: id }: LinkRow): Promise<LinkFacts | null> {
    const { members } = this.#deps;
    if (kind === "CLAIM" && (await members.hasJoined(q))) return null;
    const invited = id === null ? null : await members.byId(q, id);
    if (kind === "INVITATION" && !invited) return null;
    return { kind, email, role: invited?.role ?? "OWNER" };
  }

  async #use(tx: Tx, token: string): Promise<LinkRow | null> {
    const hash = hashSecretToken(token);
    return hash && this.#deps.rows.use(tx, hash, this.#now());
  }

  async #make(q: Queryable, row: Omit<LinkRow, "expires_at">, lifeMs: number): Promise<string> {
    const { clock } = this.#runtime;
    const { token, hash } = newSecretToken(this.#runtime);
    await this.#deps.rows.clear(q, new Date(clock.now() - DAY_MS));
    await this.#deps.rows.insert(q, hash, { ...row, expires_at: new Date(clock.now() + lifeMs) });
    return token;
  }

  #now(): Date {
    return new Date(this.#runtime.clock.now());
  }
}

function deadLink(): AppError {
  return new AppError("NOT_FOUND", "This link was used, has expired, or was not copied whole. Ask for a new one.");
}
