import { LRUCache } from "lru-cache";
import { expiresAfter, lookUp } from "../../../platform/cache/index.js";
import { AppError } from "../../../platform/errors/index.js";
import { parseUuidId, uuidId } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { KEYS_TOPIC } from "../../environments/index.js";
import type { Role, Scope } from "../../requests/index.js";
import type { FoundSession, SessionRepository, SessionRow, SignInMethod } from "./session.repository.js";
import { idleSince, SESSION_MAX_MS, shortenAddress, shortenAgent } from "./session-times.js";
import { hashSessionToken, SESSION_TOKEN_BYTES, sessionTokenText } from "./session-token.js";

export interface SessionStart {
  role: Role;
  method: SignInMethod;
  /** The only environment that it may see; null for all. */
  environmentId: number | null;
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
export class SessionService {
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
  async start({ role, method, environmentId, ipAddress, userAgent }: SessionStart): Promise<StartedSession> {
    const { database } = this.#runtime;
    const now = this.#runtime.clock.now();
    const token = sessionTokenText(this.#runtime.randomBytes(SESSION_TOKEN_BYTES));
    const tokenHash = hashSessionToken(token);
    if (!tokenHash) throw new Error("A new session token has a wrong shape.");
    const row: SessionRow = {
      ...{ id: this.#runtime.newUuid(), role, sign_in_method: method, environment_id: environmentId },
      ...{ created_at: new Date(now), last_used_at: new Date(now), expires_at: new Date(now + SESSION_MAX_MS) },
      ip_address: ipAddress === null ? null : shortenAddress(ipAddress),
      user_agent: userAgent === null ? null : shortenAgent(userAgent),
    };
    await this.#sessions.clear(database, new Date(now - DAY_MS));
    await this.#sessions.insert(database, row, tokenHash);
    return { sessionId: uuidId("session", row.id), token, expiresAt: row.expires_at };
  }

  async authenticate({ sessionToken, environmentKey }: SessionCredentials): Promise<Scope> {
    const hash = hashSessionToken(sessionToken);
    const found = hash && (await this.#find(hash, environmentKey));
    if (!found) throw new AppError("UNAUTHENTICATED", "This session is unknown or has ended. Sign in again.");
    const { session, environment } = found;
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
        role: session.role,
        isLocal: session.sign_in_method === "LOCAL",
        onlyEnvironmentId: session.environment_id,
        sessionExpiresAt: session.expires_at.getTime(),
      },
    };
  }

  /** Ends the session of a token, everywhere within 5 s; a token of no session is ignored. */
  async signOut(sessionToken: string): Promise<void> {
    const { database, clock, hints } = this.#runtime;
    const tokenHash = hashSessionToken(sessionToken);
    if (!tokenHash) return;
    const id = await this.#sessions.endByToken(database, tokenHash, new Date(clock.now()));
    if (id === null) return;
    this.#found.clear();
    hints.publish(KEYS_TOPIC, uuidId("session", id));
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
