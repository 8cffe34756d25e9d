import { backoffMs, refusedBackoffMs } from "../backoff.js";
import { type CarillonError, abortedError, isPassing, toCarillonError } from "../errors.js";
import type { EngagementMark } from "../generated/operations.js";
import { callEach } from "../listeners.js";
import type { LiveChanges } from "../late/feed/live-changes.js";
import type { RecentMarks } from "../late/marks/recent-marks.js";
import { lateNow, loadLate, untilLate } from "../client/load-late.js";
import { type Writable, createSubscribable } from "../subscribable.js";
import type {
  ActivityPage,
  ActivityPageOptions,
  Arrival,
  FeedHandle,
  FeedItem,
  FeedItemRef,
  FeedOptions,
  FeedSnapshot,
  JsonObject,
  MarkAllOptions,
  MarkedAll,
  Subscribable,
} from "../types.js";
import type { FeedDependencies } from "./feed-dependencies.js";
import type { ItemChange, ItemMark } from "./item-mark.js";
import { idOf, idsOf } from "./item-refs.js";
import { Delayed } from "./delayed.js";
import { type FeedChange, type FeedEvent, type FeedModel, emptyModel, firstPageOf } from "./model.js";
import { fetchPage } from "./pages.js";
import { modelWith, reducePages } from "./reducer.js";
import { keepUnchanged, snapshotOf } from "./view.js";

const RELOAD_BACKOFF = { baseMs: 2000, capMs: 30_000 };
// React's StrictMode, and a popover that reopens at once, must cost neither a request nor a socket.
const LINGER_MS = 2_000;
// The first page is stored soon, since a visit may be short; later changes at most once a second.
const CACHE_DELAY = { delayMs: 100, gapMs: 1_000 };
// Many changes at once, such as a batch of arrivals or marks, are counted together.
const COUNT_DELAY = { delayMs: 100, gapMs: 2_000 };
const DEFAULT_PAGE_SIZE = 20;

type Refs = FeedItemRef | readonly FeedItemRef[];
type NewItemsListener = Parameters<FeedHandle["onNewItems"]>[0];

/** Sufficient until the first change or mark, whose code is loaded later. */
const PAGES_ONLY = { reduceFeed: reducePages, viewOf: snapshotOf };

/**
 * One list of one feed. States: stopped ⇄ live. The first `start()` loads a page and subscribes after its version.
 * Some time after the last stop both end. All state changes go through `reduceFeed`; this class has the side effects.
 */
export class Feed implements FeedHandle {
  readonly #deps: FeedDependencies;
  readonly store: Subscribable<FeedSnapshot>;
  readonly #snapshot: Writable<FeedSnapshot>;
  #recentMarks: RecentMarks | null = null;
  readonly #newItemListeners = new Set<NewItemsListener>();
  #model: FeedModel;
  #starterCount = 0;
  #loading: Promise<void> | null = null;
  #nextPage: { readonly generation: number; readonly promise: Promise<void> } | null = null;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #reloadTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #caching = new Delayed(CACHE_DELAY, () => this.#writeCache());
  readonly #counting = new Delayed(COUNT_DELAY, () => void this.#count());
  /** Counts how often all data was dropped. */
  #generation = 0;
  #failures = 0;
  /** A reload is due, but the page is hidden or offline. */
  #isReloadDue = false;
  /** Listeners know the arrivals up to this version; null before the first page. */
  #toldUpTo: string | null = null;
  #letGo: (() => void) | null = null;
  #live: LiveChanges | null = null;
  readonly #stopListening: () => void;

  constructor(
    readonly options: FeedOptions,
    deps: FeedDependencies,
  ) {
    this.#deps = deps;
    this.#model = modelWith(emptyModel(options.filter), deps.initialPage);
    this.#toldUpTo = this.#model.version;
    this.#snapshot = createSubscribable(snapshotOf(this.#model));
    this.store = this.#snapshot;
    this.#stopListening = deps.bus.listen((event, feedKey) => {
      if (feedKey === null || feedKey === deps.feedKey) this.#dispatch(event);
    });
  }

  readonly start = (): (() => void) => {
    this.#starterCount += 1;
    clearTimeout(this.#lingerTimer);
    if (this.#letGo === null) this.#wake();

    let isStopped = false;
    return () => {
      if (isStopped) return;
      isStopped = true;
      this.#starterCount -= 1;
      if (this.#starterCount === 0) this.#lingerTimer = setTimeout(() => this.#rest(), LINGER_MS);
    };
  };

  /** Whether it was started and not stopped. */
  get isStarted(): boolean {
    return this.#letGo !== null;
  }

  readonly refetch = (): Promise<void> => this.#loading ?? this.#load();

  readonly fetchNextPage = (): Promise<void> => {
    const { generation, hasNextPage, endCursor } = this.#model;
    if (!hasNextPage || endCursor === null) return Promise.resolve();
    if (this.#nextPage?.generation === generation) return this.#nextPage.promise;

    const promise = this.#loadNextPage(generation, endCursor).finally(() => {
      if (this.#nextPage?.promise === promise) this.#nextPage = null;
    });
    this.#nextPage = { generation, promise };
    return promise;
  };

  readonly markSeen = (items: Refs) => this.#mark("SEEN", items);
  readonly markUnseen = (items: Refs) => this.#mark("UNSEEN", items);
  readonly markRead = (items: Refs) => this.#mark("READ", items);
  readonly markUnread = (items: Refs) => this.#mark("UNREAD", items);
  readonly markArchived = (items: Refs) => this.#mark("ARCHIVED", items);
  readonly markUnarchived = (items: Refs) => this.#mark("UNARCHIVED", items);
  readonly markInteracted = (items: Refs, metadata?: JsonObject) => this.#mark("INTERACTED", items, { metadata });
  readonly markLinkClicked = (items: Refs, metadata?: JsonObject) =>
    this.#mark("INTERACTED", items, { metadata, isLinkClick: true });
  readonly snooze = (items: Refs, until: Date) => this.#mark("SNOOZED", items, { until: until.toISOString() });
  readonly unsnooze = (items: Refs) => this.#mark("UNSNOOZED", items);
  readonly pin = (items: Refs) => this.#mark("PINNED", items);
  readonly unpin = (items: Refs) => this.#mark("UNPINNED", items);

  readonly markAll = async (mark: EngagementMark, options: MarkAllOptions = {}): Promise<MarkedAll> => {
    if (this.#model.version === null) await this.refetch();
    const deps = this.#deps;
    const generation = this.#generation;
    const late = lateNow() ?? (await loadLate());
    const isCurrent = (): boolean => generation === this.#generation;
    const list = { model: this.#model, options: this.options, marks: deps.marks(late), isCurrent };
    return late.markAll({ ...deps, ...list }, mark, options);
  };

  readonly fetchActivities = async (item: FeedItemRef, page: ActivityPageOptions = {}): Promise<ActivityPage> => {
    const { fetchActivities } = await loadLate();
    return fetchActivities(this.#deps.transport, idOf(item), page);
  };

  readonly onNewItems = (listener: NewItemsListener): (() => void) => {
    const entry: NewItemsListener = (items, arrival) => listener(items, arrival);
    this.#newItemListeners.add(entry);
    return () => {
      this.#newItemListeners.delete(entry);
    };
  };

  /** Releases everything at once. */
  dispose(): void {
    this.#generation += 1;
    this.#stopListening();
    this.#rest();
  }

  /** Drops all data, because it belongs to another user. Loads again if it is started. */
  forget(): void {
    this.#generation += 1;
    this.#live?.end();
    this.#clearTimers();
    this.#recentMarks = null;
    this.#loading = null;
    this.#nextPage = null;
    this.#failures = 0;
    this.#toldUpTo = null;
    this.#model = { ...emptyModel(this.options.filter), generation: this.#model.generation + 1 };
    this.#snapshot.set(snapshotOf(this.#model));
    if (this.isStarted) this.#wakeUp();
  }

  /** Retries failed loads now. */
  retry(): void {
    if (this.isStarted && this.#failures > 0 && this.#loading === null) this.#loadQuietly();
  }

  #dispatch(event: FeedEvent): void {
    const { reduceFeed, viewOf } = lateNow() ?? PAGES_ONLY;
    const next = reduceFeed(this.#model, event);
    if (next === this.#model) return;
    this.#model = next;
    this.#snapshot.set(keepUnchanged(this.#snapshot.getSnapshot(), viewOf(next)));
    if (next.mustCount && next.hasNextPage && this.isStarted) this.#counting.ask();
  }

  #wake(): void {
    const letGo = this.#deps.transport.hold();
    const stopWatching = this.#deps.connection.subscribe(() => {
      const isOpen = this.#deps.connection.getSnapshot().status === "open";
      if (isOpen || (this.#isReloadDue && !this.#isAway)) this.retry();
      // The connection is loaded before its first message, and only then can the list be live.
      this.#goLive(false);
    });
    this.#letGo = () => {
      stopWatching();
      letGo();
    };
    this.#wakeUp();
  }

  #wakeUp(): void {
    if (this.#model.status === "ready" && this.#failures === 0) this.#goLive();
    else if (this.#loading === null) this.#loadQuietly();
    if (this.#model.version === null) void this.#showCached();
  }

  /** Shows the last visit's page until the server has answered. */
  async #showCached(): Promise<void> {
    const { generation } = this.#model;
    // A failing cache counts as empty.
    const page = (await this.#deps.cache?.read().catch(() => null)) ?? null;
    if (page !== null) this.#dispatch({ type: "pageCached", generation, page });
  }

  #writeCache(): void {
    const page = firstPageOf(this.#model, this.options.pageSize ?? DEFAULT_PAGE_SIZE);
    if (page !== null) this.#deps.cache?.write(page);
  }

  /** Requests the counts of a filtered list that is not completely loaded. */
  async #count(): Promise<void> {
    const generation = this.#generation;
    if (!this.isStarted || this.#isAway) return;
    // A failed count is repeated with the next change; until then the known counts stay.
    const counted = await loadLate()
      .then(({ fetchFilteredCounts }) => fetchFilteredCounts(this.#deps.transport, this.options))
      .catch(() => null);
    if (counted !== null && generation === this.#generation) this.#dispatch({ type: "counted", ...counted });
  }

  /** Whether a request would be pointless: the page is hidden, or there is no network. */
  get #isAway(): boolean {
    const { status } = this.#deps.connection.getSnapshot();
    return status === "paused" || status === "offline";
  }

  #clearTimers(): void {
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#reloadTimer);
    this.#caching.cancel();
    this.#counting.cancel();
  }

  #rest(): void {
    this.#clearTimers();
    this.#live?.end();
    this.#letGo?.();
    this.#letGo = null;
    this.#dispatch({ type: "lineLost" });
  }

  #load(): Promise<void> {
    clearTimeout(this.#reloadTimer);
    this.#isReloadDue = false;
    this.#dispatch({ type: "loadStarted" });
    const promise = this.#loadFirstPage(this.#model.generation).finally(() => {
      if (this.#loading === promise) this.#loading = null;
    });
    this.#loading = promise;
    return promise;
  }

  /** The store shows failures, and failed loads are retried while the feed is started. */
  #loadQuietly(): void {
    this.#load().catch(() => undefined);
  }

  async #loadFirstPage(generation: number): Promise<void> {
    try {
      const deepest = this.#model.floor ?? this.#model.items.at(-1)?.position;
      const { transport } = this.#deps;
      const page =
        deepest === undefined
          ? await fetchPage(transport, this.options, null)
          : await (await loadLate()).fetchDown(transport, this.options, deepest);
      const before = this.#model;
      this.#dispatch({ type: "pageLoaded", generation, page });
      if (generation === this.#model.generation) this.#tellNew(page.items, before, { isLive: false });
    } catch (cause) {
      const error = toCarillonError(cause, "NETWORK_ERROR");
      this.#dispatch({ type: "loadFailed", generation, error });
      if (generation === this.#model.generation) {
        this.#failures += 1;
        this.#reloadLater(error);
      }
      throw error;
    }
    // A reset came meanwhile: this page is too old, and a newer one is being loaded.
    if (generation !== this.#model.generation) return this.#loading ?? undefined;
    this.#failures = 0;
    this.#goLive();
  }

  #reloadLater(error: CarillonError): void {
    if (!this.isStarted) return;
    const backoff = isPassing(error) ? backoffMs(RELOAD_BACKOFF, this.#failures - 1) : refusedBackoffMs(this.#failures);
    this.#reloadTimer = setTimeout(
      () => {
        if (this.#isAway) this.#isReloadDue = true;
        else this.#loadQuietly();
      },
      Math.max(backoff, error.retryAfterMs ?? 0),
    );
  }

  async #loadNextPage(generation: number, after: string): Promise<void> {
    this.#dispatch({ type: "nextPageStarted" });
    try {
      this.#dispatch({
        type: "nextPageLoaded",
        generation,
        page: await fetchPage(this.#deps.transport, this.options, after),
      });
    } catch (cause) {
      const error = toCarillonError(cause, "NETWORK_ERROR");
      this.#dispatch({ type: "loadFailed", generation, error });
      throw error;
    }
  }

  /** `isAsked` is false if only the connection changed; then a refused request is not repeated. */
  #goLive(isAsked = true): void {
    const late = lateNow();
    if (late === null || !this.isStarted || this.#model.version === null) return;
    this.#live ??= new late.LiveChanges({
      transport: this.#deps.transport,
      options: this.options,
      version: () => this.#model.version,
      dispatch: (event) => this.#dispatch(event),
      onChange: (change) => this.#onChange(change),
    });
    this.#live.begin(isAsked);
  }

  #onChange(change: FeedChange): void {
    const before = this.#model;
    this.#dispatch({ type: "changeReceived", change });
    if (this.#model.needsPage) this.#loadQuietly();
    else this.#tellNew(change.items, before, { isLive: true });
  }

  /** Notifies listeners of items that are new in the list. */
  #tellNew(items: readonly FeedItem[], before: FeedModel, arrival: Arrival): void {
    const toldUpTo = this.#toldUpTo;
    this.#toldUpTo = this.#model.version;
    if (this.#deps.cache !== null) this.#caching.ask();
    if (toldUpTo === null) return;
    const held = new Set(before.items.map(({ id }) => id));
    const fresh = items.filter(({ id, position }) => position > toldUpTo && !held.has(id));
    if (fresh.length > 0) callEach(this.#newItemListeners, fresh, arrival);
  }

  async #mark(mark: ItemMark, refs: Refs, more: Omit<ItemChange, "mark"> = {}): Promise<void> {
    const generation = this.#generation;
    // A mark waits for the chunk that sends it, as it waits for the network.
    const late = lateNow() ?? (await untilLate(() => generation === this.#generation));
    // The list now belongs to another user, or the client was closed.
    if (late === null) throw abortedError();
    this.#recentMarks ??= new late.RecentMarks();
    await this.#recentMarks.make(this.#deps.marks(late), this.#model, idsOf(refs), { mark, ...more });
  }
}
