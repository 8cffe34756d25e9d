export interface CacheWeights<K> {
  weightMax: number;
  weightOf: (key: K) => number;
}

/** Remembers the results of a pure function, the least recently used forgotten first. */
export class BoundedCache<K, V> {
  readonly #entries = new Map<K, V>();
  #weight = 0;

  constructor(
    private readonly limit: number,
    private readonly weights: CacheWeights<K> = { weightMax: Infinity, weightOf: () => 0 },
  ) {}

  getOrCreate(key: K, create: () => V): V {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }

    const created = create();
    this.#entries.set(key, created);
    this.#weight += this.weights.weightOf(key);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.limit && this.#weight <= this.weights.weightMax) break;
      this.#entries.delete(oldest);
      this.#weight -= this.weights.weightOf(oldest);
    }
    return created;
  }
}
