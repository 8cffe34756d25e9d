import { parseUuidId, uuidId } from "../identifiers/index.js";
import type { Unsubscribe } from "../../platform/hints/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { KEYS_TOPIC } from "../environments/index.js";
import type { Scope } from "../requests/index.js";
import type { CredentialRepository } from "./credential.repository.js";
import type { SessionService } from "./sessions/session.service.js";
import { TOKEN_SKEW_MS } from "./user-token.js";

/** Why a scope is valid no longer. */
export type ScopeEnd = "token_expired" | "key_revoked" | "session_ended";

interface Watched {
  scope: Scope;
  /** In epoch milliseconds; null if nothing expires. */
  expiresAt: number | null;
  onEnd: (end: ScopeEnd) => void;
  /** When its token has had its time, by the monotonic clock: a clock that is set back makes no token last longer. */
  endsAt: number | null;
}

const TICK_MS = 500;
/** A hint may be lost, so the rows are looked at too, for all watched keys at once. */
const LOOK_EVERY_MS = 3000;

/** Notifies holders of a scope when it ends. Runs only while scopes are watched. */
export class ScopeWatch {
  readonly #runtime: Runtime;
  readonly #credentials: CredentialRepository;
  readonly #sessions: SessionService;
  readonly #watched = new Set<Watched>();
  readonly #unsubscribe: Unsubscribe;
  #timer: NodeJS.Timeout | null = null;
  /** By the monotonic clock. */
  #lookedAt = 0;

  constructor(runtime: Runtime, credentials: CredentialRepository, sessions: SessionService) {
    this.#runtime = runtime;
    this.#credentials = credentials;
    this.#sessions = sessions;
    this.#unsubscribe = runtime.hints.subscribe(KEYS_TOPIC, (keyId) => this.#endThoseOf(new Set([keyId])));
  }

  add(scope: Scope, onEnd: (end: ScopeEnd) => void): () => void {
    const { clock } = this.#runtime;
    const expiresAt = expiryOf(scope, clock.now());
    const endsAt = expiresAt === null ? null : clock.monotonic() + expiresAt - clock.now();
    const watched = { scope, onEnd, expiresAt, endsAt };
    this.#watched.add(watched);
    if (!this.#timer) {
      this.#lookedAt = clock.monotonic();
      this.#timer = setInterval(() => this.#tick(), TICK_MS);
      this.#timer.unref();
    }
    return () => this.#remove(watched);
  }

  close(): void {
    this.#unsubscribe();
    for (const watched of this.#watched) this.#remove(watched);
  }

  #tick(): void {
    const { clock } = this.#runtime;
    const now = clock.monotonic();
    for (const watched of this.#watched) {
      const hasExpired = watched.expiresAt !== null && watched.expiresAt <= clock.now();
      if (hasExpired || (watched.endsAt !== null && watched.endsAt <= now)) this.#end(watched, "token_expired");
    }
    if (now - this.#lookedAt < LOOK_EVERY_MS || this.#watched.size === 0) return;
    this.#lookedAt = now;
    this.#look().catch((error: unknown) => {
      // Without watched scopes, the database may already be closed.
      if (this.#watched.size > 0) this.#runtime.log.warn({ event: "scopes.look_failed", err: error });
    });
  }

  async #look(): Promise<void> {
    const keyIds = [...new Set([...this.#watched].flatMap(({ scope }) => keysOf(scope)))];
    const uuids = keyIds.flatMap((id) => parseUuidId("apiKey", id) ?? []);
    const revoked = await this.#credentials.revokedAmong(this.#runtime.database, uuids, keyIds);
    this.#endThoseOf(new Set([...revoked.apiKeys.map((uuid) => uuidId("apiKey", uuid)), ...revoked.signingKeyIds]));
    this.#endThoseOf(new Set(await this.#sessions.endedAmong(keyIds)));
  }

  #endThoseOf(revoked: ReadonlySet<string>): void {
    if (revoked.size === 0) return;
    for (const watched of this.#watched) {
      if (keysOf(watched.scope).some((keyId) => revoked.has(keyId))) this.#end(watched, "key_revoked");
    }
  }

  #end(watched: Watched, end: ScopeEnd): void {
    this.#remove(watched);
    watched.onEnd(watched.scope.actor.kind === "member" ? "session_ended" : end);
  }

  #remove(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/**
 * The end of a scope's token. A token that was accepted after its end, to allow for clock skew, ends when it would no longer
 * be accepted: ending it at once would make its client reconnect with it again and again.
 */
function expiryOf({ actor }: Scope, now: number): number | null {
  if (actor.kind === "member") return actor.sessionExpiresAt;
  if (actor.kind !== "user" || actor.tokenExpiresAt === null) return null;
  return actor.tokenExpiresAt > now ? actor.tokenExpiresAt : actor.tokenExpiresAt + TOKEN_SKEW_MS;
}

function keysOf({ actor }: Scope): string[] {
  if (actor.kind === "system") return [];
  if (actor.kind === "member") return [actor.sessionId];
  const signingKeyId = actor.kind === "user" ? actor.signingKeyId : undefined;
  return signingKeyId === undefined ? [actor.apiKeyId] : [actor.apiKeyId, signingKeyId];
}
