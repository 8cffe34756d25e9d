import { backoffMs, refusedBackoffMs } from "../backoff.js";
import { type CarillonError, abortedError, isPassing, toCarillonError } from "../errors.js";
import type { EngagementMark } from "../generated/operations.js";
import { callEach } from "../listeners.js";
import type { ItemChange, RecentMarks } from "../late/marks/recent-marks.js";
import { type Late, lateNow, loadLate } from "../client/load-late.js";
import { type Writable, createSubscribable } from "../subscribable.js";
import type { GraphQLAnswer } from "../transport/operation.js";
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
import type { ItemMark } from "./item-mark.js";
import { idOf, idsOf } from "./item-refs.js";
import { Delayed } from "./delayed.js";
import { type FeedEvent, type FeedModel, emptyModel, firstPageOf } from "./model.js";
import { fetchPage } from "./pages.js";
import { modelWith, reducePages } from "./reducer.js";
import { keepUnchanged, snapshotOf } from "./view.js";

const RELOAD_BACKOFF = { baseMs: 2000, capMs: 30_000 };
// StrictMode and a popover that opens again at once must cost neither a request nor a socket.
const LINGER_MS = 2_000;
const CACHE_DELAY = { delayMs: 1_000, gapMs: 0 };
// Many changes at once, such as a batch of arrivals or marks, are counted together.
const COUNT_DELAY = { delayMs: 100, gapMs: 2_000 };
const DEFAULT_PAGE_SIZE = 20;

type Refs = FeedItemRef | readonly FeedItemRef[];
type NewItemsListener = Parameters<FeedHandle["onNewItems"]>[0];

/** Enough until the first change or mark: those come by what is fetched later, which knows all of them. */
const PAGES_ONLY = { reduceFeed: reducePages, viewOf: snapshotOf };

/**
 * One list of one feed. It is at rest or live: the first `start()` loads a page and subscribes after its version, the last stop lets go of
 * both after a moment. Whatever happens goes through `reduceFeed`; here are only the effects.
 */
export class Feed implements FeedHandle {
  readonly store: Subscribable<FeedSnapshot>;
  private readonly snapshot: Writable<FeedSnapshot>;
  private recentMarks: RecentMarks | null = null;
  private readonly newItemListeners = new Set<NewItemsListener>();
  private model: FeedModel;
  private starterCount = 0;
  private loading: Promise<void> | null = null;
  private nextPage: { readonly generation: number; readonly promise: Promise<void> } | null = null;
  private lingerTimer: ReturnType<typeof setTimeout> | undefined;
  private reloadTimer: ReturnType<typeof setTimeout> | undefined;
  private liveTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly caching = new Delayed(CACHE_DELAY, () => this.writeCache());
  private readonly counting = new Delayed(COUNT_DELAY, () => void this.count());
  /** Counts the times that everything was dropped. */
  private generation = 0;
  private failures = 0;
  private liveFailures = 0;
  /** A reload fell into a time when the page was hidden or offline. */
  private isReloadDue = false;
  /** Listeners know of what arrived up to this version; null before the first page. */
  private toldUpTo: string | null = null;
  private letGo: (() => void) | null = null;
  private endLive: (() => void) | null = null;
  private readonly stopListening: () => void;

  constructor(
    readonly options: FeedOptions,
    private readonly deps: FeedDependencies,
  ) {
    this.model = modelWith(emptyModel(options.filter), deps.initialPage);
    this.toldUpTo = this.model.version;
    this.snapshot = createSubscribable(snapshotOf(this.model));
    this.store = this.snapshot;
    this.stopListening = deps.bus.listen((event, feedKey) => {
      if (feedKey === null || feedKey === deps.feedKey) this.dispatch(event);
    });
  }

  readonly start = (): (() => void) => {
    this.starterCount += 1;
    clearTimeout(this.lingerTimer);
    if (this.letGo === null) this.wake();

    let isStopped = false;
    return () => {
      if (isStopped) return;
      isStopped = true;
      this.starterCount -= 1;
      if (this.starterCount === 0) this.lingerTimer = setTimeout(() => this.rest(), LINGER_MS);
    };
  };

  /** Whether somebody has it started. */
  get isStarted(): boolean {
    return this.letGo !== null;
  }

  readonly refetch = (): Promise<void> => this.loading ?? this.load();

  readonly fetchNextPage = (): Promise<void> => {
    const { generation, hasNextPage, endCursor } = this.model;
    if (!hasNextPage || endCursor === null) return Promise.resolve();
    if (this.nextPage?.generation === generation) return this.nextPage.promise;

    const promise = this.loadNextPage(generation, endCursor).finally(() => {
      if (this.nextPage?.promise === promise) this.nextPage = null;
    });
    this.nextPage = { generation, promise };
    return promise;
  };

  readonly markSeen = (items: Refs) => this.mark("SEEN", items);
  readonly markUnseen = (items: Refs) => this.mark("UNSEEN", items);
  readonly markRead = (items: Refs) => this.mark("READ", items);
  readonly markUnread = (items: Refs) => this.mark("UNREAD", items);
  readonly markArchived = (items: Refs) => this.mark("ARCHIVED", items);
  readonly markUnarchived = (items: Refs) => this.mark("UNARCHIVED", items);
  readonly markInteracted = (items: Refs, metadata?: JsonObject) => this.mark("INTERACTED", items, { metadata });
  readonly markLinkClicked = (items: Refs, metadata?: JsonObject) =>
    this.mark("INTERACTED", items, { metadata, isLinkClick: true });
  readonly snooze = (items: Refs, until: Date) => this.mark("SNOOZED", items, { until: until.toISOString() });
  readonly unsnooze = (items: Refs) => this.mark("UNSNOOZED", items);
  readonly pin = (items: Refs) => this.mark("PINNED", items);
  readonly unpin = (items: Refs) => this.mark("UNPINNED", items);

  readonly markAll = async (mark: EngagementMark, options: MarkAllOptions = {}): Promise<MarkedAll> => {
    if (this.model.version === null) await this.refetch();
    const { deps, generation } = this;
    const late = lateNow() ?? (await loadLate());
    const isCurrent = (): boolean => generation === this.generation;
    const list = { model: this.model, options: this.options, marks: deps.marks(late), isCurrent };
    return late.markAll({ ...deps, ...list }, mark, options);
  };

  readonly fetchActivities = async (item: FeedItemRef, page: ActivityPageOptions = {}): Promise<ActivityPage> => {
    const { fetchActivities } = await loadLate();
    return fetchActivities(this.deps.transport, idOf(item), page);
  };

  readonly onNewItems = (listener: NewItemsListener): (() => void) => {
    const entry: NewItemsListener = (items, arrival) => listener(items, arrival);
    this.newItemListeners.add(entry);
    return () => {
      this.newItemListeners.delete(entry);
    };
  };

  /** Lets go of everything at once. */
  dispose(): void {
    this.generation += 1;
    this.stopListening();
    this.rest();
  }

  /** Drops all that it holds, since it is another person's; loads anew if it is started. */
  forget(): void {
    this.generation += 1;
    this.endLive?.();
    this.endLive = null;
    this.clearTimers();
    this.recentMarks = null;
    this.loading = null;
    this.nextPage = null;
    this.failures = 0;
    this.toldUpTo = null;
    this.model = { ...emptyModel(this.options.filter), generation: this.model.generation + 1 };
    this.snapshot.set(snapshotOf(this.model));
    if (this.isStarted) this.wakeUp();
  }

  /** Tries again now what failed. */
  retry(): void {
    if (this.isStarted && this.failures > 0 && this.loading === null) this.loadQuietly();
  }

  private dispatch(event: FeedEvent): void {
    const { reduceFeed, viewOf } = lateNow() ?? PAGES_ONLY;
    const next = reduceFeed(this.model, event);
    if (next === this.model) return;
    this.model = next;
    this.snapshot.set(keepUnchanged(this.snapshot.getSnapshot(), viewOf(next)));
    if (next.mustCount && next.hasNextPage && this.isStarted) this.counting.ask();
  }

  private wake(): void {
    const letGo = this.deps.transport.hold();
    const stopWatching = this.deps.connection.subscribe(() => {
      const isOpen = this.deps.connection.getSnapshot().status === "open";
      if (isOpen || (this.isReloadDue && !this.isAway)) this.retry();
      // The connection says something first when it has been fetched; only then can anything be live.
      if (this.liveFailures === 0) this.goLive();
    });
    this.letGo = () => {
      stopWatching();
      letGo();
    };
    this.wakeUp();
  }

  private wakeUp(): void {
    if (this.model.status === "ready" && this.failures === 0) this.goLive();
    else if (this.loading === null) this.loadQuietly();
    if (this.model.version === null) void this.showCached();
  }

  /** What the last visit ended with, until the server has answered. */
  private async showCached(): Promise<void> {
    const { generation } = this.model;
    // A cache that fails is an empty one.
    const page = (await this.deps.cache?.read().catch(() => null)) ?? null;
    if (page !== null) this.dispatch({ type: "pageCached", generation, page });
  }

  private writeCache(): void {
    const page = firstPageOf(this.model, this.options.pageSize ?? DEFAULT_PAGE_SIZE);
    if (page !== null) this.deps.cache?.write(page);
  }

  /** Asks for the counts of a filtered list of which not all is held; what fails is asked for again with the next change. */
  private async count(): Promise<void> {
    const { generation } = this;
    if (!this.isStarted || this.isAway) return;
    try {
      const { fetchFilteredCounts } = await loadLate();
      const counted = await fetchFilteredCounts(this.deps.transport, this.options);
      if (generation === this.generation) this.dispatch({ type: "counted", ...counted });
    } catch {
      // The counts stay as they are known.
    }
  }

  /** Whether asking the server would be in vain: nobody looks, or there is no network. */
  private get isAway(): boolean {
    const { status } = this.deps.connection.getSnapshot();
    return status === "paused" || status === "offline";
  }

  private clearTimers(): void {
    clearTimeout(this.lingerTimer);
    clearTimeout(this.reloadTimer);
    clearTimeout(this.liveTimer);
    this.caching.cancel();
    this.counting.cancel();
  }

  private rest(): void {
    this.clearTimers();
    this.endLive?.();
    this.endLive = null;
    this.letGo?.();
    this.letGo = null;
    this.dispatch({ type: "lineLost" });
  }

  private load(): Promise<void> {
    clearTimeout(this.reloadTimer);
    this.isReloadDue = false;
    this.dispatch({ type: "loadStarted" });
    const promise = this.loadFirstPage(this.model.generation).finally(() => {
      if (this.loading === promise) this.loading = null;
    });
    this.loading = promise;
    return promise;
  }

  /** Failures are in the store already, and tried again while the feed is started. */
  private loadQuietly(): void {
    this.load().catch(() => undefined);
  }

  private async loadFirstPage(generation: number): Promise<void> {
    try {
      const deepest = this.model.floor ?? this.model.items.at(-1)?.position;
      const { deps, options } = this;
      const page =
        deepest === undefined
          ? await fetchPage(deps.transport, options, null)
          : await (await loadLate()).fetchDown(deps.transport, options, deepest);
      const before = this.model;
      this.dispatch({ type: "pageLoaded", generation, page });
      if (generation === this.model.generation) this.tellNew(page.items, before, { isLive: false });
    } catch (cause) {
      const error = toCarillonError(cause, "NETWORK_ERROR");
      this.dispatch({ type: "loadFailed", generation, error });
      if (generation === this.model.generation) {
        this.failures += 1;
        this.reloadLater(error);
      }
      throw error;
    }
    // A reset came meanwhile: this page was too old, and a newer one is on its way.
    if (generation !== this.model.generation) return this.loading ?? undefined;
    this.failures = 0;
    this.goLive();
  }

  private reloadLater(error: CarillonError): void {
    if (!this.isStarted) return;
    const backoff = isPassing(error) ? backoffMs(RELOAD_BACKOFF, this.failures - 1) : refusedBackoffMs(this.failures);
    this.reloadTimer = setTimeout(
      () => {
        if (this.isAway) this.isReloadDue = true;
        else this.loadQuietly();
      },
      Math.max(backoff, error.retryAfterMs ?? 0),
    );
  }

  private async loadNextPage(generation: number, after: string): Promise<void> {
    this.dispatch({ type: "nextPageStarted" });
    try {
      this.dispatch({
        type: "nextPageLoaded",
        generation,
        page: await fetchPage(this.deps.transport, this.options, after),
      });
    } catch (cause) {
      const error = toCarillonError(cause, "NETWORK_ERROR");
      this.dispatch({ type: "loadFailed", generation, error });
      throw error;
    }
  }

  private goLive(): void {
    const late = lateNow();
    if (late === null || !this.isStarted || this.endLive !== null || this.model.version === null) return;
    this.endLive = this.deps.transport.subscribe({
      operation: () => late.changesAfter(this.options, this.model.version),
      onAnswer: (answer) => this.onAnswer(late, answer),
      onRefused: (error) => {
        this.endLive = null;
        this.dispatch({ type: "liveRefused", error });
        this.liveFailures += 1;
        this.liveTimer = setTimeout(() => this.goLive(), refusedBackoffMs(this.liveFailures));
      },
      onLine: (isUp) => {
        if (!isUp) this.dispatch({ type: "lineLost" });
      },
    });
  }

  private onAnswer(late: Late, answer: GraphQLAnswer): void {
    const before = this.model;
    try {
      const change = late.changeOf(answer);
      this.liveFailures = 0;
      this.dispatch({ type: "changeReceived", change });
      if (this.model.needsPage) this.loadQuietly();
      else this.tellNew(change.items, before, { isLive: true });
    } catch (cause) {
      this.dispatch({ type: "liveRefused", error: toCarillonError(cause, "INVALID_RESPONSE") });
    }
  }

  /** Tells listeners of items that they have not heard of and that the list did not hold before. */
  private tellNew(items: readonly FeedItem[], before: FeedModel, arrival: Arrival): void {
    const { toldUpTo } = this;
    this.toldUpTo = this.model.version;
    if (this.deps.cache !== null) this.caching.ask();
    if (toldUpTo === null) return;
    const held = new Set(before.items.map(({ id }) => id));
    const fresh = items.filter(({ id, position }) => position > toldUpTo && !held.has(id));
    if (fresh.length > 0) callEach(this.newItemListeners, fresh, arrival);
  }

  private async mark(mark: ItemMark, refs: Refs, more: Omit<ItemChange, "mark"> = {}): Promise<void> {
    const { generation } = this;
    const late = lateNow() ?? (await loadLate());
    // Another person's by now, or of a client that was closed.
    if (generation !== this.generation) throw abortedError();
    const recentMarks = (this.recentMarks ??= new late.RecentMarks());
    const ids = recentMarks.needed(this.model, idsOf(refs), { mark, ...more });
    if (ids.length === 0) return;
    try {
      await this.deps.marks(late).markItems(ids, { mark, ...more });
    } catch (error) {
      recentMarks.forget(ids);
      throw error;
    }
  }
}
