import type { LRUCache } from "lru-cache";

/** The part of the runtime's clock that a cache needs. */
interface Ticks {
  monotonic(): number;
}

/** Options for an `LRUCache` whose entries expire by the runtime's clock. */
export function expiresAfter(
  clock: Ticks,
  ttlMs: number,
): { ttl: number; ttlResolution: number; perf: { now: () => number } } {
  // `LRUCache` treats an entry created at time 0 as one that never expires.
  return { ttl: ttlMs, ttlResolution: 0, perf: { now: () => clock.monotonic() + 1 } };
}

/** Returns the cached value, or the result of `load`. Concurrent callers share one load; failures are not cached. */
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
