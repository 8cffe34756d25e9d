import { backoffMs } from "../backoff.js";
import { fromGraphQLErrors, toCarillonError } from "../errors.js";
import { FeedChangedDocument, FeedItemActivitiesDocument, FeedPageDocument } from "../generated/documents.js";
import type { EngagementMark } from "../generated/operations.js";
import { type Writable, createSubscribable } from "../subscribable.js";
import { present, request, resultOf } from "../transport/result.js";
import type { GraphQLAnswer, Transport } from "../transport/transport.js";
import type {
  ActivityPage,
  ActivityPageOptions,
  ConnectionSnapshot,
  FeedHandle,
  FeedItem,
  FeedItemRef,
  FeedOptions,
  FeedSnapshot,
  JsonObject,
  MarkAllOptions,
  Subscribable,
} from "../types.js";
import type { FeedHub } from "./hub.js";
import type { MarkQueue } from "./mark-queue.js";
import { MarkMemory, isNothingLeft } from "./mark-memory.js";
import { type FeedEvent, type FeedModel, type FeedPage, emptyModel } from "./model.js";
import { reduceFeed } from "./reducer.js";
import { keepUnchanged, viewOf } from "./view.js";

const RELOAD_BACKOFF = { baseMs: 2000, capMs: 30_000 };
// StrictMode and a popover that opens again at once must cost neither a request nor a socket.
const LINGER_MS = 2_000;

/** What a feed works with. */
export interface FeedDependencies {
  readonly transport: Transport;
  readonly connection: Subscribable<ConnectionSnapshot>;
  readonly marks: MarkQueue;
  readonly hub: FeedHub;
  /** Names the feed (recipient, channel and tenant), whatever the filter. */
  readonly feedKey: string;
}

/**
 * One list of one feed. It is at rest or live: the first `start()` loads a page and subscribes after its version, the last stop lets go of
 * both after a moment. Whatever happens goes through `reduceFeed`; here are only the effects.
 */
export class Feed implements FeedHandle {
  readonly store: Subscribable<FeedSnapshot>;
  private readonly snapshot: Writable<FeedSnapshot>;
  private readonly memory = new MarkMemory();
  private readonly newItemListeners = new Set<(items: readonly FeedItem[]) => void>();
  private model: FeedModel;
  private starterCount = 0;
  private loading: Promise<void> | null = null;
  private nextPage: { readonly generation: number; readonly promise: Promise<void> } | null = null;
  private lingerTimer: ReturnType<typeof setTimeout> | undefined;
  private reloadTimer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private letGo: (() => void) | null = null;
  private endLive: (() => void) | null = null;
  private readonly stopListening: () => void;

  constructor(
    readonly options: FeedOptions,
    private readonly deps: FeedDependencies,
  ) {
    this.model = emptyModel(options.filter);
    this.snapshot = createSubscribable(viewOf(this.model));
    this.store = this.snapshot;
    this.stopListening = deps.hub.listen((event, feedKey) => {
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

  readonly markSeen = (items: FeedItemRef | readonly FeedItemRef[]) => this.mark("SEEN", items);
  readonly markUnseen = (items: FeedItemRef | readonly FeedItemRef[]) => this.mark("UNSEEN", items);
  readonly markRead = (items: FeedItemRef | readonly FeedItemRef[]) => this.mark("READ", items);
  readonly markUnread = (items: FeedItemRef | readonly FeedItemRef[]) => this.mark("UNREAD", items);
  readonly markArchived = (items: FeedItemRef | readonly FeedItemRef[]) => this.mark("ARCHIVED", items);
  readonly markUnarchived = (items: FeedItemRef | readonly FeedItemRef[]) => this.mark("UNARCHIVED", items);
  readonly markInteracted = (items: FeedItemRef | readonly FeedItemRef[], metadata?: JsonObject) =>
    this.mark("INTERACTED", items, metadata);

  readonly markAll = async (mark: EngagementMark, options: MarkAllOptions = {}): Promise<void> => {
    if (this.model.version === null) await this.refetch();
    const { version } = this.model;
    const filter = options.filter ?? this.options.filter;
    if (version === null || isNothingLeft(this.model, filter, mark)) return;

    const { recipient, channelKey, tenantId } = this.options;
    const input = { recipient, channelKey, tenantId, filter, mark, upToVersion: version };
    await this.deps.marks.markFeed({ feedKey: this.deps.feedKey, input, signal: options.signal });
  };

  readonly fetchActivities = async (item: FeedItemRef, page: ActivityPageOptions = {}): Promise<ActivityPage> => {
    const variables = { id: idOf(item), first: page.first, after: page.after };
    const options = { signal: page.signal };
    const { node } = await request(this.deps.transport, FeedItemActivitiesDocument, variables, options);
    if (node === null || !("activities" in node)) return { activities: [], hasNextPage: false, endCursor: null };
    return { activities: node.activities.nodes, ...node.activities.pageInfo };
  };

  readonly onNewItems = (listener: (items: readonly FeedItem[]) => void): (() => void) => {
    const entry = (items: readonly FeedItem[]) => listener(items);
    this.newItemListeners.add(entry);
    return () => {
      this.newItemListeners.delete(entry);
    };
  };

  /** Lets go of everything at once. */
  dispose(): void {
    this.stopListening();
    this.rest();
  }

  private dispatch(event: FeedEvent): void {
    const next = reduceFeed(this.model, event);
    if (next === this.model) return;
    this.model = next;
    this.snapshot.set(keepUnchanged(this.snapshot.getSnapshot(), viewOf(next)));
  }

  private wake(): void {
    const letGo = this.deps.transport.hold();
    const stopWatching = this.deps.connection.subscribe(() => {
      const isOpen = this.deps.connection.getSnapshot().status === "open";
      if (isOpen && this.failures > 0 && this.loading === null) this.loadQuietly();
    });
    this.letGo = () => {
      stopWatching();
      letGo();
    };
    if (this.model.status === "ready" && this.failures === 0) this.goLive();
    else if (this.loading === null) this.loadQuietly();
  }

  private rest(): void {
    clearTimeout(this.lingerTimer);
    clearTimeout(this.reloadTimer);
    this.endLive?.();
    this.endLive = null;
    this.letGo?.();
    this.letGo = null;
    this.dispatch({ type: "lineLost" });
  }

  private load(): Promise<void> {
    clearTimeout(this.reloadTimer);
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
      this.dispatch({ type: "pageLoaded", generation, page: await this.fetchPage(null) });
    } catch (cause) {
      const error = toCarillonError(cause, "NETWORK_ERROR");
      this.dispatch({ type: "loadFailed", generation, error });
      this.failures += 1;
      if (generation === this.model.generation) this.reloadLater();
      throw error;
    }
    // A reset came meanwhile: this page was too old, and a newer one is on its way.
    if (generation !== this.model.generation) return this.loading ?? undefined;
    this.failures = 0;
    this.goLive();
  }

  private reloadLater(): void {
    if (!this.isStarted) return;
    const delayMs = backoffMs(RELOAD_BACKOFF, this.failures - 1);
    this.reloadTimer = setTimeout(() => this.loadQuietly(), delayMs);
  }

  private async loadNextPage(generation: number, after: string): Promise<void> {
    this.dispatch({ type: "nextPageStarted" });
    try {
      this.dispatch({ type: "nextPageLoaded", generation, page: await this.fetchPage(after) });
    } catch (cause) {
      const error = toCarillonError(cause, "NETWORK_ERROR");
      this.dispatch({ type: "loadFailed", generation, error });
      throw error;
    }
  }

  private async fetchPage(after: string | null): Promise<FeedPage> {
    const { pageSize: first } = this.options;
    const { feed } = await request(this.deps.transport, FeedPageDocument, { ...this.place(), first, after });
    const { items, ...head } = present(feed);
    return { head, items: items.nodes, ...items.pageInfo };
  }

  private place(): Pick<FeedOptions, "recipient" | "channelKey" | "tenantId" | "filter"> {
    const { recipient, channelKey, tenantId, filter } = this.options;
    return { recipient, channelKey, tenantId, filter };
  }

  private goLive(): void {
    if (!this.isStarted || this.endLive !== null || this.model.version === null) return;
    this.endLive = this.deps.transport.subscribe({
      operation: () => ({
        query: FeedChangedDocument.toString(),
        variables: { ...this.place(), afterVersion: this.model.version },
      }),
      onAnswer: (answer) => this.onAnswer(answer),
      onRefused: (error) => {
        this.endLive = null;
        this.dispatch({ type: "liveRefused", error });
      },
      onLine: (isUp) => {
        if (!isUp) this.dispatch({ type: "lineLost" });
      },
    });
  }

  private onAnswer(answer: GraphQLAnswer): void {
    if (answer.errors !== undefined && answer.errors.length > 0) {
      this.dispatch({ type: "liveRefused", error: fromGraphQLErrors(answer.errors) });
      return;
    }
    const { feedChanged } = resultOf(FeedChangedDocument, answer);
    const before = this.model;
    this.dispatch({ type: "changeReceived", change: feedChanged });
    if (this.model.needsPage) {
      this.loadQuietly();
      return;
    }
    const held = new Set(before.items.map(({ id }) => id));
    const fresh = feedChanged.items.filter(({ id, position }) => position > (before.version ?? "") && !held.has(id));
    if (fresh.length > 0) for (const listener of [...this.newItemListeners]) listener(fresh);
  }

  private async mark(
    mark: EngagementMark,
    refs: FeedItemRef | readonly FeedItemRef[],
    metadata?: JsonObject,
  ): Promise<void> {
    const given = isList(refs) ? refs.map(idOf) : [idOf(refs)];
    const ids = this.memory.needed(this.model, [...new Set(given)], mark, metadata);
    if (ids.length === 0) return;
    try {
      await this.deps.marks.markItems(ids, mark, metadata);
    } catch (error) {
      this.memory.forget(ids);
      throw error;
    }
  }
}

function isList(refs: FeedItemRef | readonly FeedItemRef[]): refs is readonly FeedItemRef[] {
  return Array.isArray(refs);
}

function idOf(ref: FeedItemRef): string {
  return typeof ref === "string" ? ref : ref.id;
}
