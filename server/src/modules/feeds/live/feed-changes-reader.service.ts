import type { Runtime } from "../../../platform/runtime/index.js";
import type { FeedKey } from "../model/feed-key.js";
import type { Changes, ChangesQuery, FeedRepository } from "../feed.repository.js";

/** More changes at once are sent as a reset. */
export const CHANGES_MAX = 100;
/** Feeds of one statement. */
const FEEDS_MAX = 100;
/** Statements at a time: a broadcast to thousands of open feeds leaves the other connections to others. */
const STATEMENTS_MAX = 3;

interface Waiting extends ChangesQuery {
  resolve: (changes: Changes) => void;
  reject: (error: unknown) => void;
}

/** Reads the changes of feeds. Requests that arrive while a statement runs share the next one. */
export class FeedChangesReader {
  readonly #runtime: Runtime;
  readonly #feeds: FeedRepository;
  #waiting: Waiting[] = [];
  #running = 0;

  constructor(runtime: Runtime, feeds: FeedRepository) {
    this.#runtime = runtime;
    this.#feeds = feeds;
  }

  read(key: FeedKey, after: number): Promise<Changes> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, after, resolve, reject });
      // In a later iteration of the event loop, so that all readers of one hint share the first statement.
      if (this.#waiting.length === 1) setImmediate(() => this.#start());
    });
  }

  #start(): void {
    while (this.#running < STATEMENTS_MAX && this.#waiting.length > 0) {
      this.#running += 1;
      void this.#readNext(this.#waiting.splice(0, FEEDS_MAX));
    }
  }

  async #readNext(set: readonly Waiting[]): Promise<void> {
    try {
      const changes = await this.#feeds.changes(this.#runtime.database.lookUps, set, CHANGES_MAX + 1);
      for (const [index, each] of set.entries()) each.resolve(changes[index] ?? { row: null, items: [], removed: [] });
    } catch (error) {
      for (const each of set) each.reject(error);
    } finally {
      this.#running -= 1;
      this.#start();
    }
  }
}
