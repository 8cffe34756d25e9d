/** The entries of one kind of effect in a set, by key. Missing entries are loaded together. */
export class HeldEntries<Key, Entry extends Key> {
  readonly #held = new Map<string, Entry | null>();
  readonly #nameOf: (key: Key) => string;
  readonly #fetch: (keys: Key[]) => Promise<Entry[]>;

  /** `fetch` returns the entries that exist. */
  constructor(nameOf: (key: Key) => string, fetch: (keys: Key[]) => Promise<Entry[]>) {
    this.#nameOf = nameOf;
    this.#fetch = fetch;
  }

  async load(keys: Iterable<Key>): Promise<void> {
    const missing = new Map<string, Key>();
    for (const key of keys) {
      const name = this.#nameOf(key);
      if (!this.#held.has(name)) missing.set(name, key);
    }
    if (missing.size === 0) return;
    for (const name of missing.keys()) this.#held.set(name, null);
    for (const entry of await this.#fetch([...missing.values()])) this.set(entry);
  }

  get(key: Key): Entry | null {
    return this.#held.get(this.#nameOf(key)) ?? null;
  }

  set(entry: Entry): void {
    this.#held.set(this.#nameOf(entry), entry);
  }
}
