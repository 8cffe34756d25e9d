import type { Clock } from "../../platform/clock/index.js";

interface Entry<V> {
  value: Promise<V>;
  until: number;
}

/** Remembers what a look-up answered for a short while; callers that ask meanwhile share one look-up. Failures are not kept. */
export class ExpiringCache<V> {
  readonly #clock: Clock;
  readonly #limits: { ttlMs: number; maxSize: number };
  readonly #entries = new Map<string, Entry<V>>();

  constructor(clock: Clock, limits: { ttlMs: number; maxSize: number }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get(key: string, load: () => Promise<V>): Promise<V> {
    const now = this.#clock.monotonic();
    const known = this.#entries.get(key);
    if (known && known.until > now) return known.value;

    if (this.#entries.size >= this.#limits.maxSize) this.#entries.clear();
    const entry = { value: load(), until: now + this.#limits.ttlMs };
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry.value;
  }

  /** What is being looked up right now is forgotten as well: it may have read what is no longer so. */
  clear(): void {
    this.#entries.clear();
  }
}
