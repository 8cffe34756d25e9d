import { parseUuidId, uuidId } from "../../../platform/ids/index.js";
import type { Unsubscribe } from "../../../platform/hints/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { AccountRepository } from "../account.repository.js";
import type { Scope } from "../scope.js";

/** Why a scope is valid no longer. */
export type ScopeEnd = "token_expired" | "key_revoked";

/** Says which key (`key_…` or `kid_…`) was revoked. */
export const KEYS_TOPIC = "accounts.keys";

interface Watched {
  scope: Scope;
  onEnd: (end: ScopeEnd) => void;
}

const TICK_MS = 500;
/** A hint may be lost, so the rows are looked at too, for all watched keys at once. */
const LOOK_EVERY_MS = 3000;

/** Tells holders of a scope when it ends. Ticks only while somebody watches. */
export class ScopeWatch {
  readonly #runtime: Runtime;
  readonly #accounts: AccountRepository;
  readonly #watched = new Set<Watched>();
  readonly #unsubscribe: Unsubscribe;
  #timer: NodeJS.Timeout | null = null;
  #lookedAt = 0;

  constructor(runtime: Runtime, accounts: AccountRepository) {
    this.#runtime = runtime;
    this.#accounts = accounts;
    this.#unsubscribe = runtime.hints.subscribe(KEYS_TOPIC, (keyId) => this.#endThoseOf(new Set([keyId])));
  }

  add(scope: Scope, onEnd: (end: ScopeEnd) => void): () => void {
    const watched = { scope, onEnd };
    this.#watched.add(watched);
    if (!this.#timer) {
      this.#lookedAt = this.#runtime.clock.now();
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
    const now = this.#runtime.clock.now();
    for (const watched of this.#watched) {
      const { actor } = watched.scope;
      const expiresAt = actor.kind === "user" ? actor.tokenExpiresAt : null;
      if (expiresAt !== null && expiresAt <= now) this.#end(watched, "token_expired");
    }
    if (now - this.#lookedAt < LOOK_EVERY_MS || this.#watched.size === 0) return;
    this.#lookedAt = now;
    this.#look().catch((error: unknown) => this.#runtime.log.warn({ err: error }, "scope-watch.look-failed"));
  }

  async #look(): Promise<void> {
    const keyIds = [...new Set([...this.#watched].flatMap(({ scope }) => keysOf(scope)))];
    const uuids = keyIds.flatMap((id) => parseUuidId("apiKey", id) ?? []);
    const revoked = await this.#accounts.revokedAmong(this.#runtime.database, uuids, keyIds);
    this.#endThoseOf(new Set([...revoked.apiKeys.map((uuid) => uuidId("apiKey", uuid)), ...revoked.signingKeyIds]));
  }

  #endThoseOf(revoked: ReadonlySet<string>): void {
    if (revoked.size === 0) return;
    for (const watched of this.#watched) {
      if (keysOf(watched.scope).some((keyId) => revoked.has(keyId))) this.#end(watched, "key_revoked");
    }
  }

  #end(watched: Watched, end: ScopeEnd): void {
    this.#remove(watched);
    watched.onEnd(end);
  }

  #remove(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

function keysOf({ actor }: Scope): string[] {
  if (actor.kind === "system") return [];
  const signingKeyId = actor.kind === "user" ? actor.signingKeyId : undefined;
  return signingKeyId === undefined ? [actor.apiKeyId] : [actor.apiKeyId, signingKeyId];
}
