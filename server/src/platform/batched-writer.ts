import { isUnavailable } from "./postgres/index.js";

/** How sets are made and written. */
export interface BatchedWriterOptions<Item, Result> {
  /** Stores a set by one statement, and answers what gives the result for each of its items. */
  write(set: readonly Item[]): Promise<(item: Item) => Result>;
  /** How many of the waiting items make the next set; by default all. */
  countOf?(waiting: readonly Item[]): number;
  /** How many statements may be under way at once; 1 by default. */
  writersMax?: number;
  /** Waits for more items before each statement; by default an item that comes alone does not wait. */
  gather?(): Promise<void>;
  /**
   * How long to wait before a set that failed is written again as it is, in milliseconds; null, as by default, not to. The failed
   * statement may have been committed, so only what has no effect twice is written again.
   */
  retryMs?(set: readonly Item[], failure: { error: unknown; tries: number }): number | null;
}

/** An item that waits for its statement. */
interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Items of one caller that are stored in one statement. */
export interface BatchedGroup<Item, Result> {
  /** Settles after `write`. */
  add(item: Item): Promise<Result>;
  /** Stores what was added since the last call. Never throws: an error rejects the promises of `add`. */
  write(): Promise<void>;
}

/**
 * Writes items in sets: those that come while a statement is under way share the next one and its commit. A set that Postgres
 * refuses is split, to find the item at fault; one that fails because the database is unavailable is not, since any of its items may be
 * stored already.
 */
export class BatchedWriter<Item, Result = void> {
  readonly #options: BatchedWriterOptions<Item, Result>;
  readonly #waiting: Waiting<Item, Result>[] = [];
  readonly #writers = new Set<Promise<void>>();

  constructor(options: BatchedWriterOptions<Item, Result>) {
    this.#options = options;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Whether an item that is added now waits for a statement that is under way. */
  get isBusy(): boolean {
    return this.#writers.size >= (this.#options.writersMax ?? 1);
  }

  /** Settles once the item is stored, or is given up. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.isBusy) return;
      const writer = this.#drain().finally(() => this.#writers.delete(writer));
      this.#writers.add(writer);
    });
  }

  /** Items that are stored together, beside those that wait. */
  group(): BatchedGroup<Item, Result> {
    let added: Waiting<Item, Result>[] = [];
    return {
      add: (item) => new Promise((resolve, reject) => added.push({ item, resolve, reject })),
      write: () => {
        const set = added;
        added = [];
        return this.#write(set);
      },
    };
  }

  /** Rejects the promise of an item that still waits; of others nothing. */
  giveUp(item: Item, error: unknown): void {
    const at = this.#waiting.findIndex((waiting) => waiting.item === item);
    if (at !== -1) this.#waiting.splice(at, 1)[0]?.reject(error);
  }

  /** Settles when nothing waits or is under way. */
  async idle(): Promise<void> {
    while (this.#writers.size > 0) await Promise.all(this.#writers);
  }

  async #drain(): Promise<void> {
    const { countOf, gather } = this.#options;
    while (this.#waiting.length > 0) {
      if (gather) await gather();
      const count = countOf?.(this.#waiting.map(({ item }) => item)) ?? this.#waiting.length;
      await this.#write(this.#waiting.splice(0, Math.max(1, count)));
    }
  }

  /** Never throws: an error rejects the promises of the items. */
  async #write(set: readonly Waiting<Item, Result>[], tries = 1): Promise<void> {
    if (set.length === 0) return;
    const items = set.map(({ item }) => item);
    try {
      const resultOf = await this.#options.write(items);
      for (const { item, resolve } of set) resolve(resultOf(item));
    } catch (error) {
      const waitMs = this.#options.retryMs?.(items, { error, tries }) ?? null;
      if (waitMs !== null) {
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        return this.#write(set, tries + 1);
      }
      if (isUnavailable(error) || set.length === 1) for (const { reject } of set) reject(error);
      else for (const each of set) await this.#write([each]);
    }
  }
}
