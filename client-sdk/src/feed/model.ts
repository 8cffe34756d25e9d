import type { FeedChangedSubscription, FeedHeadFragment } from "../generated/operations.js";
import type { CarillonErrorLike, FeedCounts, FeedFilter, FeedItem, FeedStatus } from "../types.js";
import type { MarkFacts } from "./item-mark.js";
import { NO_COUNTS } from "./counts.js";

/** The part of a feed that comes with every answer: its id, its version, and the counts of items that are not archived. */
export type FeedHead = FeedHeadFragment;

/** A change of a feed, as the server sends it. */
export type FeedChange = FeedChangedSubscription["feedChanged"];

/** A page with the head read before it. */
export interface FeedPage {
  readonly head: FeedHead;
  readonly items: readonly FeedItem[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

/** The items of a mark. */
export type MarkTarget =
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "all"; readonly filter: FeedFilter | undefined; readonly upToVersion: string };

/** A mark shown before the server has confirmed it. */
export interface PendingMark extends MarkFacts {
  readonly id: string;
  readonly target: MarkTarget;
  /**
   * For a mark of all: its resulting version, once answered. The mark is shown until the items themselves have
   * arrived.
   */
  readonly settledVersion: string | null;
}

/** The contribution of one changed item to counts that are older than the change. */
interface Uncounted {
  readonly version: string;
  readonly change: FeedCounts;
}

/**
 * The state of one list of a feed. Confirmed facts and pending marks are separate; `viewOf` combines them, so that
 * removing a pending mark reverts it.
 */
export interface FeedModel {
  readonly filter: FeedFilter | undefined;
  /** Answers to requests of an earlier generation are stale and ignored. */
  readonly generation: number;
  readonly status: FeedStatus;
  readonly isLoadingMore: boolean;
  readonly isRefetching: boolean;
  readonly isLive: boolean;
  /** The server reported too many missed changes: the first page must be loaded again. */
  readonly needsPage: boolean;
  readonly error: CarillonErrorLike | null;
  readonly feedId: string | null;
  /** Version of the live changes, from which they resume after the connection was lost. */
  readonly version: string | null;
  /** Confirmed items, newest first, including changed ones below the last loaded page, which are not shown yet. */
  readonly items: readonly FeedItem[];
  /** Position of the last item of the last page; null when all pages are loaded. */
  readonly floor: string | null;
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  /** Versions at which items left the list, so that an older copy does not bring them back. */
  readonly goneAt: ReadonlyMap<string, string>;
  /** Counts of the list at `countsVersion`, from the server. Zero for a filtered list until they are requested. */
  readonly counts: FeedCounts;
  readonly countsVersion: string;
  /** Whether the server counted all matching items. */
  readonly areCountsExact: boolean;
  /** Whether changes exist that the counts of this filtered list do not include. */
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
    // Only the server knows the cursor of an item in the middle; its next page contains one.
    endCursor: isWhole ? model.endCursor : null,
  };
}

/** Events of a list. */
export type FeedEvent =
  /** The first page was requested, for the first time or again. */
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

/** Events of a mark, shared by all lists and tabs. */
export type MarkEvent =
  | { readonly type: "markStarted"; readonly mark: PendingMark }
  | {
      readonly type: "markSettled";
      readonly id: string;
      readonly items: readonly FeedItem[];
      readonly heads: readonly FeedHead[];
    }
  | { readonly type: "markFailed"; readonly id: string };

/** Called for marks made anywhere; `feedKey` is null if they may be in any feed. */
export type MarkListener = (event: MarkEvent, feedKey: string | null) => void;
