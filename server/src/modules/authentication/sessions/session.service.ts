import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../../platform/cache/index.js";
import { AppError, refused } from "../../../platform/errors/index.js";
import type { Tx } from "../../../platform/postgres/index.js";
import { parseUuidId, uuidId } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { recordCall } from "../../audit/index.js";
import { KEYS_TOPIC } from "../../environments/index.js";
import type { MemberSessions } from "../../members/index.js";
import { hashSecretToken, newSecretToken } from "../../members/pure.js";
import { may, type Role, type Scope } from "../../requests/index.js";
import type {
  FoundSession,
  SeenEnvironment,
  SessionMethod,
  SessionRepository,
  SessionRow,
} from "./session.repository.js";
import { idleSince, SESSION_MAX_MS, shortenAddress, shortenAgent } from "./session-times.js";

export interface SessionStart {
  role: Role;
  method: SessionMethod;
  /** The only environment that it may see; null for all. */
  environmentId: number | null;
  /** The member's uuid; null or left out for a session of a development server. */
  memberId?: string | null;
  ipAddress: string | null;
  userAgent: string | null;
}

/** A session with its token, which is shown to the browser once. */
export interface StartedSession {
  sessionId: string;
  token: string;
  expiresAt: Date;
}

/** The credentials of a page of the dashboard. */
export interface SessionCredentials {
  sessionToken: string;
  /** The environment that the request names. */
  environmentKey: string;
}

/** With the time that a look-up takes, below the 5 s in which an ended session must be refused everywhere. */
const CACHE_MS = 3000;
const CACHE_MAX = 1000;
const LAST_USED_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

/** Sessions of the dashboard: live, until they are ended, idle for 12 hours, or 7 days old. */
export class SessionService implements MemberSessions {
  readonly #runtime: Runtime;
  readonly #sessions: SessionRepository;
  readonly #found: LRUCache<string, Promise<FoundSession | null>>;
  readonly #lastUsed = new LRUCache<string, number>({ max: CACHE_MAX });

  constructor(runtime: Runtime, sessions: SessionRepository) {
    this.#runtime = runtime;
    this.#sessions = sessions;
    this.#found = new LRUCache({ max: CACHE_MAX, ...expiresAfter(runtime.clock, CACHE_MS) });
    runtime.hints.subscribe(KEYS_TOPIC, () => this.#found.clear());
  }

  /** Starts a session, and deletes some that expired long ago. */
  async start(start: SessionStart): Promise<StartedSession> {
    const { database } = this.#runtime;
    const { role, method, environmentId, memberId = null, ipAddress, userAgent } = start;
    const now = this.#runtime.clock.now();
    const { token, hash: tokenHash } = newSecretToken(this.#runtime);
    const row: SessionRow = {
      ...{ id: this.#runtime.newUuid(), role, sign_in_method: method, environment_id: environmentId },
      ...{ member_id: memberId, created_at: new Date(now), signed_in_at: new Date(now), last_used_at: new Date(now) },
      expires_at: new Date(now + SESSION_MAX_MS),
      ip_address: ipAddress === null ? null : shortenAddress(ipAddress),
      user_agent: userAgent === null ? null : shortenAgent(userAgent),
    };
    await this.#sessions.clear(database, new Date(now - DAY_MS));
    await this.#sessions.insert(database, row, tokenHash);
    return { sessionId: uuidId("session", row.id), token, expiresAt: row.expires_at };
  }

  async authenticate({ sessionToken, environmentKey }: SessionCredentials): Promise<Scope> {
    const hash = hashSecretToken(sessionToken);
    const found = hash && (await this.#find(hash, environmentKey));
    if (!found) throw new AppError("UNAUTHENTICATED", "This session is unknown or has ended. Sign in again.");
    const { session, member, environment } = found;
    if (!environment) {
      throw new AppError("FORBIDDEN", `This session sees no environment "${environmentKey}".`);
    }
    this.#noteUse(session.id);
    return {
      environmentId: environment.id,
      isDevelopment: environment.is_development,
      actor: {
        kind: "member",
        sessionId: uuidId("session", session.id),
        memberId: session.member_id,
        name: member?.name ?? (session.sign_in_method === "LOCAL" ? "Local developer" : "Local owner"),
        role: environment.role,
        accountRole: member?.role ?? session.role,
        isLocal: session.sign_in_method === "LOCAL",
        onlyEnvironmentId: session.environment_id,
        personalData: personalDataOf(environment),
        signedInAt: session.member_id === null ? null : session.signed_in_at.getTime(),
        sessionExpiresAt: session.expires_at.getTime(),
      },
    };
  }

  /** The first environment that a session may see; null without a live session. */
  async firstEnvironmentOf(sessionToken: string): Promise<{ environmentKey: string | null } | null> {
    const { database, clock } = this.#runtime;
    const hash = hashSecretToken(sessionToken);
    const now = clock.now();
    const session = hash && (await this.#sessions.byToken(database, hash, new Date(now), idleSince(now)));
    if (!session) return null;
    const [first] = await this.#sessions.environmentsOf(database, session.id);
    return { environmentKey: first?.key ?? null };
  }

  /** Ends the session of a token, everywhere within 5 s; a token of no session is ignored. */
  async signOut(sessionToken: string): Promise<void> {
    const { database, clock } = this.#runtime;
    const tokenHash = hashSecretToken(sessionToken);
    if (!tokenHash) return;
    const id = await this.#sessions.endByToken(database, tokenHash, new Date(clock.now()));
    if (id !== null) this.tellEnd([id]);
  }

  /** Ends a session: one's own, or with the right to change members anybody's. */
  async revoke(scope: Scope, sessionId: string): Promise<void> {
    const { database, clock } = this.#runtime;
    const uuid = parseUuidId("session", sessionId);
    const row = uuid === null ? null : await this.#sessions.byId(database, uuid);
    if (!row || !mayEnd(scope, sessionId, row)) {
      const message = "There is no such session, or it is not yours to end.";
      throw refused("NOT_FOUND", { path: ["sessionId"], code: "session_missing", message });
    }
    await database.transaction(async (tx) => {
      await this.#sessions.end(tx, row.id, new Date(clock.now()));
      await recordCall(tx, scope);
    });
    this.tellEnd([row.id]);
  }

  async endAll(tx: Tx, memberId: string): Promise<string[]> {
    return this.#sessions.endOfMember(tx, memberId, new Date(this.#runtime.clock.now()));
  }

  tellEnd(sessionIds: readonly string[]): void {
    if (sessionIds.length === 0) return;
    this.#found.clear();
    for (const id of sessionIds) this.#runtime.hints.publish(KEYS_TOPIC, uuidId("session", id));
  }

  /** Those of these ids that name a session that has ended; other ids are ignored. */
  async endedAmong(ids: readonly string[]): Promise<string[]> {
    const uuids = ids.flatMap((id) => parseUuidId("session", id) ?? []);
    if (uuids.length === 0) return [];
    const { database, clock } = this.#runtime;
    const ended = await this.#sessions.endedAmong(database, uuids, idleSince(clock.now()));
    return ended.map((uuid) => uuidId("session", uuid));
  }

  /** The caller's session; null for callers without one. */
  async sessionOf({ actor }: Scope): Promise<SessionRow | null> {
    if (actor.kind !== "member") return null;
    const id = parseUuidId("session", actor.sessionId);
    return id === null ? null : this.#sessions.byId(this.#runtime.database, id);
  }

  /** The live sessions of a member, latest first; of the caller without one, the caller's own session only. */
  async list(scope: Scope, memberId: string | null): Promise<SessionRow[]> {
    const { database, clock } = this.#runtime;
    if (memberId === null) {
      const own = await this.sessionOf(scope);
      return own ? [own] : [];
    }
    const now = clock.now();
    return this.#sessions.ofMember(database, memberId, new Date(now), idleSince(now));
  }

  /** The keys of the environments that a session may see, oldest first, and the role in each. */
  environmentsOf(sessionUuid: string): Promise<{ id: number; key: string; role: Role }[]> {
    return this.#sessions.environmentsOf(this.#runtime.database, sessionUuid);
  }

  async #find(tokenHash: Buffer, environmentKey: string): Promise<FoundSession | null> {
    const now = this.#runtime.clock.now();
    const times = { now: new Date(now), idleBefore: idleSince(now) };
    return lookUp(this.#found, `${tokenHash.toString("base64")} ${environmentKey}`, () =>
      this.#sessions.live(this.#runtime.database, { tokenHash, environmentKey }, times),
    );
  }

  /** Once a minute for each session and process. */
  #noteUse(id: string): void {
    const { clock, database, log } = this.#runtime;
    const now = clock.monotonic();
    if (now - (this.#lastUsed.get(id) ?? -Infinity) < LAST_USED_EVERY_MS) return;
    this.#lastUsed.set(id, now);
    this.#sessions.noteUse(database, id, new Date(clock.now())).catch((error: unknown) => {
      log.debug({ err: error }, "session.use-not-noted");
    });
  }
}

function mayEnd(scope: Scope, sessionId: string, row: SessionRow): boolean {
  const { actor } = scope;
  if (actor.kind !== "member") return false;
  if (actor.sessionId === sessionId || may(scope, "members.change")) return true;
  return actor.memberId !== null && actor.memberId === row.member_id;
}

function personalDataOf({ hides_personal_data: hides, role }: SeenEnvironment): "open" | "recorded" | "hidden" {
  if (!hides) return "open";
  return role === "READER" ? "hidden" : "recorded";
}
