// The public types that are not options or inputs of a call. The types of the server's data are generated from the schema;
// these interfaces document them, and test/types.test-d.ts checks that they are equal.
import type {
  DeliveryStatus,
  EngagementMark,
  ErrorCode,
  FeedFilterInput,
  RecipientRefInput,
} from "./generated/operations.js";

/** A JSON object as the API sends and takes it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A store for `useSyncExternalStore`: the snapshot keeps its identity until something changes. */
export interface Subscribable<Snapshot> {
  /** The current state. */
  getSnapshot(): Snapshot;
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
}

// ---- Feeds ----

/** The public fields of a user. */
export interface UserSummary {
  readonly __typename: "User";
  readonly id: string;
  /** Your id of the user. */
  readonly userId: string;
  readonly name: string | null;
  /** URL of a picture. */
  readonly avatar: string | null;
}

/** The public fields of an object. */
export interface ObjectSummary {
  readonly __typename: "RecipientObject";
  readonly id: string;
  readonly collection: string;
  /** Your id of the object. */
  readonly objectId: string;
  readonly name: string | null;
  /** URL of a picture. */
  readonly avatar: string | null;
}

/** The actor of an activity. */
export type RecipientSummary = UserSummary | ObjectSummary;

/** Plain text. */
export interface TextBlock {
  readonly __typename: "TextBlock";
  /** The block's name in the template. */
  readonly name: string;
  readonly text: string;
}

/** Rich text. */
export interface MarkdownBlock {
  readonly __typename: "MarkdownBlock";
  /** The block's name in the template. */
  readonly name: string;
  /** HTML, sanitised by the server. */
  readonly html: string;
}

/** One button of an item. */
export interface FeedButton {
  /** For example `primary`. */
  readonly name: string;
  readonly label: string;
  /** A URL: http, https, mailto or relative. */
  readonly action: string;
}

/** A row of buttons. */
export interface ButtonsBlock {
  readonly __typename: "ButtonsBlock";
  /** The block's name in the template. */
  readonly name: string;
  readonly buttons: readonly FeedButton[];
}

/** A part of an item's content. Later releases may add types: skip those you do not know. */
export type FeedBlock = TextBlock | MarkdownBlock | ButtonsBlock;

/** The tenant an item belongs to. */
export interface TenantSummary {
  readonly id: string;
  /** Your id of the tenant. */
  readonly tenantId: string;
  readonly name: string | null;
}

/** A message in an in-app feed. Times are RFC 3339 strings. */
export interface FeedItem {
  readonly __typename: "FeedItem";
  /** Global id, also the message's id. */
  readonly id: string;
  /** Position in the feed; items are sorted by it, newest first. A snoozed item that returns gets a new one. */
  readonly position: string;
  /** Changes with each change of the item; of two copies, the one with the greater version is newer. */
  readonly version: string;
  readonly workflowKey: string;
  readonly categories: readonly string[];
  readonly channelKey: string;
  readonly deliveryStatus: DeliveryStatus;
  /** The part of the trigger's data that the workflow shows in feeds. */
  readonly data: JsonObject;
  readonly tenant: TenantSummary | null;
  /** The rendered content, top to bottom. */
  readonly blocks: readonly FeedBlock[];
  /** The actors, latest first, at most 10; null if they could not be loaded. */
  readonly actors: readonly RecipientSummary[] | null;
  /** The number of different actors. */
  readonly actorCount: number;
  /** The number of activities, 1 if nothing was batched; see `FeedHandle.fetchActivities`. */
  readonly activityCount: number;
  readonly seenAt: string | null;
  readonly readAt: string | null;
  readonly interactedAt: string | null;
  /** Last time that a link within it was followed; see `FeedHandle.markLinkClicked`. */
  readonly linkClickedAt: string | null;
  readonly archivedAt: string | null;
  /** When it returns to the feed; null if it is not snoozed. */
  readonly snoozedUntil: string | null;
  /** When it was pinned; null if it is not. */
  readonly pinnedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Numbers of items. Without a filter: of all items that are not archived, and exact. */
export interface FeedCounts {
  readonly total: number;
  readonly unread: number;
  readonly unseen: number;
}

/** One trigger inside a batched item. */
export interface Activity {
  readonly id: string;
  readonly actor: RecipientSummary | null;
  readonly data: JsonObject;
  readonly createdAt: string;
}

/** A page of activities, oldest first. */
export interface ActivityPage {
  readonly activities: readonly Activity[];
  readonly hasNextPage: boolean;
  /** The `after` argument of the next page. */
  readonly endCursor: string | null;
}

/** Selects the items of a feed. */
export type FeedFilter = FeedFilterInput;

/** Identifies a feed and a list of it. Feeds that are opened with equal options share one handle. */
export interface FeedOptions {
  /** The feed's owner; if left out, the user token's user. Required with a secret key, and for an object's feed. */
  readonly recipient?: RecipientRefInput;
  /** The key of an in-app channel. Default: the environment's default channel. */
  readonly channelKey?: string;
  /** Only this tenant's items and those without a tenant. */
  readonly tenantId?: string;
  /** The items to include. Default: all that are not archived. */
  readonly filter?: FeedFilter;
  /** Items per page, 1 to 100. Default: 20. */
  readonly pageSize?: number;
}

/** State of a feed's first page. `ready` is final. */
export type FeedStatus = "idle" | "loading" | "ready" | "error";

/** The state of a feed's store. */
export interface FeedSnapshot {
  /** `idle` before the first `start`, `error` only if there are no items to show. */
  readonly status: FeedStatus;
  /** Newest first, optimistic marks included. */
  readonly items: readonly FeedItem[];
  /** Counts of the items that match the list's filter, including optimistic marks. */
  readonly counts: FeedCounts;
  /**
   * False until a filtered list was counted, and if its feed has more than 10,000 items: then the counts are lower
   * bounds.
   */
  readonly areCountsExact: boolean;
  /** Whether older items can be fetched. */
  readonly hasNextPage: boolean;
  readonly isLoadingMore: boolean;
  /** Whether the first page is being fetched again while the old items are shown. */
  readonly isRefetching: boolean;
  /** Whether live changes arrive right now. */
  readonly isLive: boolean;
  /**
   * The error of the last load, page or subscription; null again after the next success. Failed marks reject their
   * promise instead.
   */
  readonly error: CarillonErrorLike | null;
  /** Version of the items; null before the first page. */
  readonly version: string | null;
}

/** An item or its id. */
export type FeedItemRef = string | Pick<FeedItem, "id">;

/** Options of `markAll`. */
export interface MarkAllOptions {
  /** The items to mark. Default: those of the feed's own filter. */
  readonly filter?: FeedFilter;
  readonly signal?: AbortSignal;
}

/** How items arrived. */
export interface Arrival {
  /** False if the items came with a page that was loaded again, for instance after a long time offline. */
  readonly isLive: boolean;
}

/** The result of `markAll`. */
export interface MarkedAll {
  /** The number of changed items. */
  readonly changedCount: number;
  /**
   * Undoes the mark, also for items that are not loaded: items that had the mark before keep it, and items that the reader
   * has opened since stay read. Marks that clear something, such as `UNREAD`, cannot be undone; then this does nothing.
   */
  undo(): Promise<void>;
}

/**
 * One live feed: a store and what can be done to it.
 *
 * Marks show at once and are taken back if the server refuses them (the promise rejects then). A mark that changes nothing makes no call.
 *
 * @example
 * const feed = client.feed();
 * const stop = feed.start();
 * feed.store.subscribe(() => console.log(feed.store.getSnapshot().counts.unread));
 * await feed.markRead(feed.store.getSnapshot().items[0]);
 * stop();
 */
export interface FeedHandle {
  /** The options of the feed. */
  readonly options: FeedOptions;
  /** Items, counts and states; made for `useSyncExternalStore`. */
  readonly store: Subscribable<FeedSnapshot>;
  /**
   * Loads the first page and goes live. May be called several times; the feed stays live until each returned function was
   * called.
   */
  start(): () => void;
  /** Loads older items, one request at a time; does nothing if there are none. */
  fetchNextPage(): Promise<void>;
  /** Loads the first page again. */
  refetch(): Promise<void>;
  markSeen(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  markUnseen(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  markRead(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  markUnread(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  /** Marks as interacted (and read and seen); `metadata` describes the interaction. */
  markInteracted(items: FeedItemRef | readonly FeedItemRef[], metadata?: JsonObject): Promise<void>;
  /** Like `markInteracted`, for a followed link within the item's text: also sets `linkClickedAt`. */
  markLinkClicked(items: FeedItemRef | readonly FeedItemRef[], metadata?: JsonObject): Promise<void>;
  markArchived(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  markUnarchived(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  /** Removes items from the feed until a time, up to 366 days ahead, at which they return as new. */
  snooze(items: FeedItemRef | readonly FeedItemRef[], until: Date): Promise<void>;
  /** Returns snoozed items before their time, with their old position and state. */
  unsnooze(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  /** Pins items, at most 50 in a feed; more are refused (`BAD_USER_INPUT`, issue `too_many`). Archiving unpins; positions and counts stay. */
  pin(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  unpin(items: FeedItemRef | readonly FeedItemRef[]): Promise<void>;
  /** Marks everything that matches the feed's filter and had arrived when the reader asked; later arrivals stay untouched. */
  markAll(mark: EngagementMark, options?: MarkAllOptions): Promise<MarkedAll>;
  /** The activities that were batched into an item, oldest first. */
  fetchActivities(item: FeedItemRef, page?: ActivityPageOptions): Promise<ActivityPage>;
  /** Calls back with items that have just arrived (not with old ones that changed); returns how to stop. */
  onNewItems(listener: (items: readonly FeedItem[], arrival: Arrival) => void): () => void;
}

/** Which page of activities. */
export interface ActivityPageOptions {
  /** Page size, 1 to 100; 20 if left out. */
  readonly first?: number;
  /** `endCursor` of the page before. */
  readonly after?: string | null;
  readonly signal?: AbortSignal;
}

/** The person that a client acts for. */
export interface Person {
  /** `person`, the token's `sub`, or `userId`; null before it is known, and if nobody is signed in. */
  readonly id: string | null;
  /** How often a token turned out to be another person's than the one before. Everything of the former one is gone by then. */
  readonly switchCount: number;
}

// ---- Connection ----

/**
 * State of the live connection, for display. `idle`: nothing needs it. `reconnecting`: lost, retried automatically.
 * `offline`: the device has no network. `paused`: the page is hidden. `refused`: the server does not accept the credentials
 * or the protocol. `closed`: `client.close()` was called.
 */
export type ConnectionStatus =
  "idle" | "connecting" | "open" | "reconnecting" | "offline" | "paused" | "refused" | "closed";

/** The live connection's state. */
export interface ConnectionSnapshot {
  readonly status: ConnectionStatus;
  /** Why it was lost or refused; null while all is well. */
  readonly error: CarillonErrorLike | null;
  /** When it is tried again, in epoch milliseconds; null if nothing is planned. */
  readonly retryAtMs: number | null;
}

/** The live connection, shared by all feeds of a client. */
export interface ConnectionHandle extends Subscribable<ConnectionSnapshot> {
  /** Tries again now, with a fresh token, also after a refusal. */
  reconnect(): void;
}

// ---- Errors ----

/** Why one item was refused. */
export interface RequestError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues: readonly InputIssue[];
}

/** One thing wrong with an input. */
export interface InputIssue {
  /** Where, from the argument down, such as `["input", "recipients", "3", "to"]`. */
  readonly path: readonly string[];
  /** Stable code, such as `too_long`. */
  readonly code: string;
  readonly message: string;
}

/** Codes that the client itself gives, besides the server's `ErrorCode`s. */
export type ClientErrorCode =
  /** The server was not reached or the line broke; whether a mutation was done is unknown. */
  | "NETWORK_ERROR"
  /** No answer within `timeoutMs`. */
  | "TIMEOUT"
  /** Its `AbortSignal` fired, or the client was closed. */
  | "ABORTED"
  /** The answer is not GraphQL. */
  | "INVALID_RESPONSE"
  /** The client was set up wrongly. */
  | "INVALID_OPTIONS"
  /** A part of the widget could not be shown; its `cause` says why. */
  | "RENDER_FAILED"
  /** A part of the widget that comes when it is first needed could not be fetched; its `cause` says why. */
  | "CHUNK_FAILED";

/** Every code a `CarillonError` can have. Codes may be added. */
export type CarillonErrorCode = ErrorCode | ClientErrorCode;

/** The fields of an error; `CarillonError` is the class. */
export interface CarillonErrorLike {
  readonly name: string;
  readonly code: CarillonErrorCode;
  readonly message: string;
  /** Faults of the input. */
  readonly issues: readonly InputIssue[];
  /** When the server asks to wait; null if it did not say. */
  readonly retryAfterMs: number | null;
}
