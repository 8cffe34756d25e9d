import type { FeedChangedSubscription, FeedHeadFragment } from "../generated/operations.js";
import type { CarillonErrorLike, FeedCounts, FeedFilter, FeedItem, FeedStatus } from "../types.js";
import type { MarkFacts } from "./item-mark.js";
import { NO_COUNTS } from "./counts.js";

/** What of a feed comes with every answer: its id, version, and the counts of what is not archived. */
export type FeedHead = FeedHeadFragment;

/** What happened to a feed, as the server tells it. */
export type FeedChange = FeedChangedSubscription["feedChanged"];

/** A page with the head read before it. */
export interface FeedPage {
  readonly head: FeedHead;
  readonly items: readonly FeedItem[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** Which items a mark is for. */
export type MarkTarget =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "all"; readonly filter: FeedFilter | undefined; readonly upToVersion: string };

/** A mark shown before the server has confirmed it. */
export interface PendingMark extends MarkFacts {
  readonly id: string;
  readonly target: MarkTarget;
  /** For a mark of all: the version it led to, once answered; it is shown until the items themselves have arrived. */
  readonly settledVersion: string | null;
}

/** What one item's change adds to counts that are older than the item. */
interface Uncounted {
  readonly version: string;
  readonly change: FeedCounts;
}

/**
 * Everything one list of a feed holds. Confirmed facts and pending marks are kept apart; `viewOf` lays one over the other, so that taking a
 * mark back is leaving it out.
 */
export interface FeedModel {
  readonly filter: FeedFilter | undefined;
  /** Answers to requests of an earlier generation are stale and ignored. */
  readonly generation: number;
  readonly status: FeedStatus;
  readonly isLoadingMore: boolean;
  readonly isRefetching: boolean;
  readonly isLive: boolean;
  /** The server has said that too much was missed: the first page must be asked for again. */
  readonly needsPage: boolean;
  readonly error: CarillonErrorLike | null;
  readonly feedId: string | null;
  /** Where the live changes stand; what is asked for after the connection was lost. */
  readonly version: string | null;
  /** Confirmed items, newest first, also those that changed below the last loaded page and are not shown yet. */
  readonly items: readonly FeedItem[];
  /** Position of the last item of the last page; null when all pages are loaded. */
  readonly floor: string | null;
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  /** Versions at which items left the list, so that an older copy on its way does not bring them back. */
  readonly goneAt: ReadonlyMap<string, string>;
  /** Of the list, as the server said them at `countsVersion`; of a filtered list none before it was asked. */
  readonly counts: FeedCounts;
  readonly countsVersion: string;
  /** Whether the server counted all that there is. */
  readonly areCountsExact: boolean;
  /** Changes came of which the counts of this filtered list do not know. */
  readonly mustCount: boolean;
  readonly uncounted: readonly Uncounted[];
  readonly pending: readonly PendingMark[];
}

export function emptyModel(filter?: FeedFilter): FeedModel {
  return {
    filter,
    generation: 0,
    status: "idle",
    isLoadingMore: false,
    isRefetching: false,
    isLive: false,
    needsPage: false,
    error: null,
    feedId: null,
    version: null,
    items: [],
    floor: null,
    endCursor: null,
    hasNextPage: false,
    goneAt: new Map(),
    counts: NO_COUNTS,
    countsVersion: "",
    areCountsExact: true,
    mustCount: false,
    uncounted: [],
    pending: [],
  };
}

/** The confirmed first items as a page, for the next visit; null before the first page. */
export function firstPageOf(model: FeedModel, size: number): FeedPage | null {
  const { feedId, version, counts } = model;
  if (feedId === null || version === null) return null;
  const isWhole = model.items.length <= size;
  return {
    head: { id: feedId, version, counts },
    items: model.items.slice(0, size),
    hasNextPage: model.hasNextPage || !isWhole,
    // Only the server knows the cursor of an item in the middle; the page that it sends brings one.
    endCursor: isWhole ? model.endCursor : null,
  };
}

/** What can happen to a list. */
export type FeedEvent =
  /** The first page was asked for, for the first time or again. */
  | { readonly type: "loadStarted" }
  | { readonly type: "nextPageStarted" }
  /** The first page as an earlier visit left it. */
  | { readonly type: "pageCached"; readonly generation: number; readonly page: FeedPage }
  | { readonly type: "pageLoaded"; readonly generation: number; readonly page: FeedPage }
  | { readonly type: "nextPageLoaded"; readonly generation: number; readonly page: FeedPage }
  | { readonly type: "counted"; readonly counts: FeedCounts; readonly isExact: boolean; readonly version: string }
  | { readonly type: "loadFailed"; readonly generation: number; readonly error: CarillonErrorLike }
  | { readonly type: "changeReceived"; readonly change: FeedChange }
  | { readonly type: "lineLost" }
  | { readonly type: "liveRefused"; readonly error: CarillonErrorLike }
  | MarkEvent;

/** What can happen to a mark; these are shared by all lists and tabs. */
export type MarkEvent =
  | { readonly type: "markStarted"; readonly mark: PendingMark }
  | {
      readonly type: "markSettled";
      readonly id: string;
      readonly items: readonly FeedItem[];
      readonly heads: readonly FeedHead[];
    }
  | { readonly type: "markFailed"; readonly id: string };

/** Hears of marks made anywhere; `feedKey` is null if they may be in any feed. */
export type MarkListener = (event: MarkEvent, feedKey: string | null) => void;
