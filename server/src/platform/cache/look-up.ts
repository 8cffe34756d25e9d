import type { LRUCache } from "lru-cache";

/** What of the runtime's clock a cache needs. */
interface Ticks {
  monotonic(): number;
}

/** Options of an `LRUCache` whose entries end by the clock of the runtime. */
export function expiresAfter(
  clock: Ticks,
  ttlMs: number,
): { ttl: number; ttlResolution: number; perf: { now: () => number } } {
  // `LRUCache` takes an entry that began at 0 for one that never ends.
  return { ttl: ttlMs, ttlResolution: 0, perf: { now: () => clock.monotonic() + 1 } };
}

/** What is remembered, or else what `load` answers. Callers that ask meanwhile share one look-up; failures are not kept. */
export function lookUp<K extends string | number, V>(
  cache: LRUCache<K, Promise<V>>,
  key: K,
  load: () => Promise<V>,
): Promise<V> {
  const known = cache.get(key);
  if (known) return known;
  const loading = load();
  cache.set(key, loading);
  loading.catch(() => cache.peek(key) === loading && cache.delete(key));
  return loading;
}
