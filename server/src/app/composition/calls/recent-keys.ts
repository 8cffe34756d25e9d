import { LRUCache } from "lru-cache";

const KEYS_MAX = 10_000;

/** Keys that came up lately, for what is recorded once in a while only. */
export class RecentKeys {
  readonly #keys: LRUCache<string, true>;

  constructor(everyMs: number) {
    this.#keys = new LRUCache({ max: KEYS_MAX, ttl: everyMs });
  }

  /** Whether the key came up within this time. If not, it has now. */
  has(key: string): boolean {
    if (this.#keys.has(key)) return true;
    this.#keys.set(key, true);
    return false;
  }
}
