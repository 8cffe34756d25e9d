import { importJWK, type CryptoKey } from "jose";
import { LRUCache } from "lru-cache";
import { fetchJson } from "../../../platform/http/index.js";
import type { Logger } from "../../../platform/logging/index.js";
import { readKeySet, type SetKey } from "./key-set.js";

export interface VerifyKey {
  keyId: string | null;
  algorithm: string;
  key: CryptoKey | Uint8Array;
}

interface Entry {
  keys: VerifyKey[];
  /** When they were read; null when no attempt has succeeded yet. */
  readAt: number | null;
  triedAt: number;
  attempt: Promise<void> | null;
}

const FRESH_MS = 600_000;
/** After a failed refresh, cached keys stay valid for this long. */
const STALE_MS = 24 * 3_600_000;
/** An unknown `kid`, or a failure, makes us ask again, but no sooner. */
const RETRY_MS = 30_000;
const URLS_MAX = 1000;
const RULES = { timeoutMs: 3000, maxBytes: 64 * 1024 };

/**
 * Signing keys that environments publish by URL. States of a key set: absent → read → fresh for ten minutes → refreshed in
 * the background. Tokens wait for the first read only, and for one read after an unknown `kid`; after a failed refresh the
 * old keys are used for a day. Durations are measured by the monotonic clock.
 */
export class JwksKeys {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #entries = new LRUCache<string, Entry>({ max: URLS_MAX });

  constructor(log: Logger, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** The keys with this `kid`, or all keys for the algorithm if the token has none. */
  async find(
    url: string,
    isDevelopment: boolean,
    wanted: { keyId: string | null; algorithm: string },
  ): Promise<VerifyKey[]> {
    const entry = this.#entryOf(url, isDevelopment);
    const age = entry.readAt === null ? Infinity : this.#now() - entry.readAt;
    if (age > FRESH_MS) this.#read(url, isDevelopment, entry);
    if (age > STALE_MS) await entry.attempt;

    const found = matching(entry.keys, wanted);
    if (found.length > 0 || wanted.keyId === null) return found;
    this.#read(url, isDevelopment, entry);
    await entry.attempt;
    return matching(entry.keys, wanted);
  }

  #entryOf(url: string, isDevelopment: boolean): Entry {
    const name = `${isDevelopment} ${url}`;
    const known = this.#entries.get(name);
    if (known) return known;
    const entry: Entry = { keys: [], readAt: null, triedAt: -Infinity, attempt: null };
    this.#entries.set(name, entry);
    return entry;
  }

  /** One read at a time, and none too soon after the last. */
  #read(url: string, isDevelopment: boolean, entry: Entry): void {
    if (entry.attempt || this.#now() - entry.triedAt < RETRY_MS) return;
    entry.triedAt = this.#now();
    entry.attempt = this.#load(url, isDevelopment, entry).finally(() => {
      entry.attempt = null;
    });
  }

  async #load(url: string, isDevelopment: boolean, entry: Entry): Promise<void> {
    try {
      const set = readKeySet(await fetchJson(url, { ...RULES, isDevelopment }));
      entry.keys = await Promise.all(set.map(imported));
      entry.readAt = this.#now();
    } catch (error) {
      if (entry.readAt !== null && this.#now() - entry.readAt > STALE_MS) entry.keys = [];
      this.#log.warn({ err: error }, "jwks.unreadable");
    }
  }
}

async function imported({ keyId, jwk, algorithm }: SetKey): Promise<VerifyKey> {
  return { keyId, algorithm, key: await importJWK({ ...jwk }, algorithm) };
}

function matching(keys: readonly VerifyKey[], wanted: { keyId: string | null; algorithm: string }): VerifyKey[] {
  return keys.filter(
    (key) => key.algorithm === wanted.algorithm && (wanted.keyId === null || key.keyId === wanted.keyId),
  );
}
