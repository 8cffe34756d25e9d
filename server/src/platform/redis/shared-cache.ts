import KeyvRedis, { createClient, createCluster } from "@keyv/redis";
import { Keyv } from "keyv";
import type { Logger } from "../logging/index.js";
import { isClusterUrl, REDIS_TIMEOUT_MS } from "./connect-redis.js";

export interface SharedCacheOptions {
  /** The URL of one server, or of several nodes of a cluster, separated by commas. */
  url: string;
  log: Logger;
}

interface CacheSetOptions {
  /** Seconds; null for as long as there is room. */
  ttl?: number | null;
}

const OWN_MAX = 1000;
const RECONNECT_MAX_MS = 1000;
/** After a failure, Redis is not used for this time, so that a request waits for it once and not each time. */
const PAUSE_MS = 1000;
const PREFIX = "carillon-cache";

/**
 * Apollo's cache of persisted-query hashes, shared by all processes through Redis. Each process also keeps the hashes that
 * it saw, so that it works without Redis. States: using Redis ⇄ pausing, after a failure.
 */
export class SharedCache {
  readonly #client: ReturnType<typeof clientOf>;
  readonly #shared: Keyv<string>;
  readonly #own = new Map<string, string>();
  readonly #log: Logger;
  #pausedUntil = 0;

  constructor({ url, log }: SharedCacheOptions) {
    this.#log = log;
    this.#client = clientOf(url);
    this.#client.on("error", (error: unknown) => this.#pause(error));
    this.#client.connect().catch((error: unknown) => this.#pause(error));
    const store = new KeyvRedis(this.#client, { throwOnErrors: true });
    this.#shared = new Keyv<string>({ store, namespace: PREFIX, useKeyPrefix: false, throwOnErrors: true });
    this.#shared.on("error", (error: unknown) => this.#pause(error));
  }

  async get(key: string): Promise<string | undefined> {
    const own = this.#own.get(key);
    if (own !== undefined || this.#isPaused) return own;
    const shared = await this.#attempt(() => this.#shared.get(key));
    if (shared !== undefined) this.#keep(key, shared);
    return shared;
  }

  /** Resolves once this process has stored the value; Redis is written in the background. */
  async set(key: string, value: string, options: CacheSetOptions = {}): Promise<void> {
    this.#keep(key, value);
    if (!this.#isPaused) void this.#attempt(() => this.#shared.set(key, value, ttlMsOf(options)));
  }

  async delete(key: string): Promise<boolean> {
    const isKnown = this.#own.delete(key);
    if (this.#isPaused) return isKnown;
    return (await this.#attempt(() => this.#shared.delete(key))) ?? isKnown;
  }

  close(): void {
    this.#client.destroy();
  }

  get #isPaused(): boolean {
    return performance.now() < this.#pausedUntil;
  }

  #keep(key: string, value: string): void {
    this.#own.delete(key);
    this.#own.set(key, value);
    const oldest = this.#own.keys().next();
    if (this.#own.size > OWN_MAX && !oldest.done) this.#own.delete(oldest.value);
  }

  /** Undefined when Redis fails, or takes longer than a cache may. */
  async #attempt<T>(ask: () => Promise<T>): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), REDIS_TIMEOUT_MS);
    });
    try {
      return await Promise.race([ask(), tooLate]);
    } catch (error) {
      this.#pause(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #pause(error: unknown): void {
    if (!this.#isPaused) this.#log.debug({ event: "cache.paused", err: error });
    this.#pausedUntil = performance.now() + PAUSE_MS;
  }
}

function ttlMsOf({ ttl }: CacheSetOptions): number | undefined {
  return ttl == null ? undefined : ttl * 1000;
}

function clientOf(url: string) {
  const options = {
    disableOfflineQueue: true,
    pingInterval: PAUSE_MS,
    socket: { reconnectStrategy: (attempt: number): number => Math.min(100 * attempt, RECONNECT_MAX_MS) },
  };
  if (!isClusterUrl(url)) return createClient({ url, ...options });
  const rootNodes = url.split(",").map((node) => ({ url: node.trim() }));
  return createCluster({ rootNodes, defaults: options });
}
