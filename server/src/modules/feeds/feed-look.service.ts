import type { Page } from "../../platform/graphql/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { FeedFilter } from "./feed-filter.js";
import type { OpenFeed } from "./feed-key.js";
import type { FeedRepository, PageWish, PositionKey, Snapshot } from "./feed.repository.js";
import type { FeedRow } from "./feed-writer.repository.js";

interface Look {
  row: FeedRow | null;
  pages: Snapshot[];
}

/**
 * One look at a feed. All that is asked of it in one turn of the event loop (as GraphQL asks for sibling fields) is read
 * in one snapshot: counts and version are those of the page beside them.
 */
export class FeedLook {
  readonly open: OpenFeed;
  readonly #runtime: Runtime;
  readonly #feeds: FeedRepository;
  /** Undefined until it is read. */
  #row: FeedRow | null | undefined;
  #wishes: PageWish[] = [];
  #reading: Promise<Look> | null = null;

  /** `row`, where it was read already: pages are then read after it, which may repeat a change but misses none. */
  constructor(runtime: Runtime, feeds: FeedRepository, open: OpenFeed, row?: FeedRow | null) {
    this.#runtime = runtime;
    this.#feeds = feeds;
    this.open = open;
    this.#row = row;
  }

  row(): FeedRow | null | Promise<FeedRow | null> {
    return this.#row === undefined ? this.#read().then((look) => look.row) : this.#row;
  }

  async page(filter: FeedFilter, page: Page<PositionKey>): Promise<Snapshot> {
    const wish = { filter, page, tenantId: this.open.tenantId };
    if (this.#row !== undefined) return this.#page(this.#runtime.database, wish);
    const index = this.#wishes.push(wish) - 1;
    const { pages } = await this.#read();
    return pages[index] ?? this.#page(this.#runtime.database, wish);
  }

  #read(): Promise<Look> {
    this.#reading ??= new Promise((resolve) => setImmediate(resolve)).then(() => this.#readNow());
    return this.#reading;
  }

  async #readNow(): Promise<Look> {
    const { database } = this.#runtime;
    const look = await this.#readAll(database, this.#wishes.slice());
    this.#row = look.row;
    return look;
  }

  async #readAll(database: Runtime["database"], wishes: PageWish[]): Promise<Look> {
    const [first, ...others] = wishes;
    if (!first) return { row: await this.#feeds.row(database, this.open.key), pages: [] };
    if (others.length === 0) {
      const page = await this.#page(database, first);
      return { row: page.row, pages: [page] };
    }
    return database.transaction(
      async (tx) => {
        const pages: Snapshot[] = [];
        for (const wish of wishes) pages.push(await this.#page(tx, wish));
        return { row: pages[0]?.row ?? null, pages };
      },
      { isReadOnlySnapshot: true },
    );
  }

  #page(q: Queryable, wish: PageWish): Promise<Snapshot> {
    return this.#feeds.page(q, this.open.key, wish);
  }
}
