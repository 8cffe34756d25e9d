import type { MarkDesk } from "../late/marks/mark-desk.js";
import type { Late } from "../client/load-late.js";
import type { Transport } from "../transport/transport.js";
import type { ConnectionSnapshot, Subscribable } from "../types.js";
import type { MarkBus } from "./mark-bus.js";
import type { FeedPage } from "./model.js";

/** Stores a list's first page between visits. */
export interface PageCache {
  read(): Promise<FeedPage | null>;
  write(page: FeedPage): void;
}

/** The dependencies of a feed. */
export interface FeedDependencies {
  readonly transport: Transport;
  readonly connection: Subscribable<ConnectionSnapshot>;
  marks(late: Late): MarkDesk;
  readonly bus: MarkBus;
  /** Identifies the feed (recipient, channel and tenant), for any filter. */
  readonly feedKey: string;
  /** A prefetched first page. */
  readonly initialPage: FeedPage | null;
  readonly cache: PageCache | null;
}
