/** Remembers what was loaded, the least recently used forgotten first; callers that ask meanwhile share one look-up. */
export class RecentCache<K, V> {
  readonly #entries = new Map<K, Promise<V>>();

  constructor(private readonly limit: number) {}

  get(key: K, load: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    if (known) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }

    const loading = load();
    this.#entries.set(key, loading);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.limit) break;
      this.#entries.delete(oldest);
    }
    // A failure is not remembered.
    loading.catch(() => this.#entries.get(key) === loading && this.#entries.delete(key));
    return loading;
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
