import type { Page } from "../../../platform/paging/index.js";
import type { Queryable } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { FeedFilter } from "../model/feed-filter.js";
import type { OpenFeed } from "../model/feed-key.js";
import type { CountSnapshot, FeedRepository, PageSnapshot, PositionKey } from "../feed.repository.js";
import type { FeedRow } from "../feed-writer.repository.js";

/** One query of a reader. Returns the feed's row that it read in the same statement. */
type Query = (q: Queryable) => Promise<FeedRow | null>;

/** Starts the read when the caller has a free slot. */
export type InTurn = <T>(read: () => Promise<T>) => Promise<T>;

export interface FeedReaderOptions {
  /** The feed's row, if it was read before. Later pages may then repeat a change, but miss none. */
  row?: FeedRow | null | undefined;
  /** Reads start at once when omitted. */
  inTurn?: InTurn | undefined;
}

/**
 * Reads one feed for one GraphQL object. Queries made in the same turn of the event loop, such as those of sibling fields,
 * share one snapshot, so that counts and version match the page.
 */
export class FeedReader {
  readonly open: OpenFeed;
  readonly #inTurn: InTurn;
  readonly #runtime: Runtime;
  readonly #feeds: FeedRepository;
  /** Undefined until it is read. */
  #row: FeedRow | null | undefined;
  #queries: Query[] = [];
  #reading: Promise<FeedRow | null> | null = null;

  constructor(runtime: Runtime, feeds: FeedRepository, open: OpenFeed, options: FeedReaderOptions = {}) {
    this.#runtime = runtime;
    this.#feeds = feeds;
    this.open = open;
    this.#row = options.row;
    this.#inTurn = options.inTurn ?? ((read) => read());
  }

  row(): FeedRow | null | Promise<FeedRow | null> {
    return this.#row === undefined ? this.#read() : this.#row;
  }

  page(filter: FeedFilter, page: Page<PositionKey>): Promise<PageSnapshot> {
    const { key, tenantId } = this.open;
    return this.#ask((q) => this.#feeds.page(q, key, { filter, page, tenantId }));
  }

  /** The number of matching items. */
  counts(filter: FeedFilter): Promise<CountSnapshot> {
    const { key, tenantId } = this.open;
    return this.#ask((q) => this.#feeds.counts(q, key, { filter, tenantId }));
  }

  async #ask<Answer extends { row: FeedRow | null }>(read: (q: Queryable) => Promise<Answer>): Promise<Answer> {
    const { database } = this.#runtime;
    if (this.#row !== undefined) return this.#inTurn(() => read(database));
    let answer: Answer | null = null;
    this.#queries.push(async (q) => (answer = await read(q)).row);
    await this.#read();
    // Null for a query that came after the read began.
    return answer ?? read(database);
  }

  #read(): Promise<FeedRow | null> {
    this.#reading ??= new Promise((resolve) => setImmediate(resolve)).then(() => this.#inTurn(() => this.#readNow()));
    return this.#reading;
  }

  async #readNow(): Promise<FeedRow | null> {
    this.#row = await this.#readAll(this.#runtime.database, this.#queries.slice());
    return this.#row;
  }

  async #readAll(database: Runtime["database"], queries: Query[]): Promise<FeedRow | null> {
    const [first, ...others] = queries;
    if (!first) return this.#feeds.row(database, this.open.key);
    if (others.length === 0) return first(database);
    return database.transaction(
      async (tx) => {
        const row = await first(tx);
        for (const read of others) await read(tx);
        return row;
      },
      { isReadOnlySnapshot: true },
    );
  }
}
