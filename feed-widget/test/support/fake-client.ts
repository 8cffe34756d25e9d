import type {
  BrowserClient,
  ConnectionSnapshot,
  FeedHandle,
  FeedItem,
  FeedOptions,
  FeedSnapshot,
  Person,
  Subscribable,
} from "@carillon/client";
import { buildFeedItem } from "../../../client-sdk/src/testing/memory-feed.js";

const NOTHING: FeedSnapshot = {
  status: "ready",
  items: [],
  counts: { total: 0, unread: 0, unseen: 0 },
  areCountsExact: true,
  hasNextPage: false,
  isLoadingMore: false,
  isRefetching: false,
  isLive: true,
  error: null,
  version: "1",
};

const PERSON: Person = { id: "ada", switchCount: 0 };

class Store<Snapshot> implements Subscribable<Snapshot> {
  readonly #listeners = new Set<() => void>();
  constructor(private snapshot: Snapshot) {}
  readonly getSnapshot = (): Snapshot => this.snapshot;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  set(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** A feed whose snapshot a test sets. It records its calls. */
export class FakeHandle implements FeedHandle {
  readonly calls: [name: string, ...args: unknown[]][] = [];
  readonly store = new Store<FeedSnapshot>(NOTHING);
  startedCount = 0;
  /** The result of the next mark. */
  outcome: () => Promise<void> = () => Promise.resolve();
  readonly #listeners = new Set<Parameters<FeedHandle["onNewItems"]>[0]>();

  constructor(readonly options: FeedOptions) {}

  show(change: Partial<FeedSnapshot>): void {
    const items = change.items ?? this.store.getSnapshot().items;
    const unread = items.filter((item) => item.readAt === null).length;
    const unseen = items.filter((item) => item.seenAt === null).length;
    const counts = change.items ? { total: items.length, unread, unseen } : this.store.getSnapshot().counts;
    this.store.set({ ...this.store.getSnapshot(), counts, ...change });
  }

  /** Adds new items at the top, as live arrivals do. */
  arrive(...items: FeedItem[]): void {
    this.#add(items, true);
  }

  /** The same, as a reloaded page does. */
  reload(...items: FeedItem[]): void {
    this.#add(items, false);
  }

  #add(items: readonly FeedItem[], isLive: boolean): void {
    this.show({ items: [...items, ...this.store.getSnapshot().items] });
    for (const listener of [...this.#listeners]) listener(items, { isLive });
  }

  callsOf(name: string): unknown[][] {
    return this.calls.filter(([called]) => called === name).map(([, ...args]) => args);
  }

  readonly start = (): (() => void) => {
    this.startedCount += 1;
    return () => void (this.startedCount -= 1);
  };
  readonly onNewItems: FeedHandle["onNewItems"] = (listener) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly fetchActivities: FeedHandle["fetchActivities"] = () =>
    Promise.resolve({ activities: [], hasNextPage: false, endCursor: null });
  readonly fetchNextPage = this.#recorder("fetchNextPage");
  readonly refetch = this.#recorder("refetch");
  readonly markSeen = this.#recorder("markSeen");
  readonly markUnseen = this.#recorder("markUnseen");
  readonly markRead = this.#recorder("markRead");
  readonly markUnread = this.#recorder("markUnread");
  readonly markInteracted = this.#recorder("markInteracted");
  readonly markArchived = this.#recorder("markArchived");
  readonly snooze = this.#recorder("snooze");
  readonly unsnooze = this.#recorder("unsnooze");
  readonly pin = this.#recorder("pin");
  readonly unpin = this.#recorder("unpin");
  readonly markLinkClicked = this.#recorder("markLinkClicked");
  readonly markUnarchived = this.#recorder("markUnarchived");
  readonly #markAll = this.#recorder("markAll");
  readonly #undoAll = this.#recorder("undoAll");
  readonly markAll: FeedHandle["markAll"] = async (...args) => {
    await this.#markAll(...args);
    return { changedCount: 1, undo: () => this.#undoAll() };
  };

  #recorder(name: string): (...args: unknown[]) => Promise<void> {
    return (...args) => {
      this.calls.push([name, ...args]);
      return this.outcome();
    };
  }
}

export interface FakeClient extends BrowserClient {
  /** The feed that was opened with these options. */
  handle(options?: FeedOptions): FakeHandle;
  readonly line: Store<ConnectionSnapshot>;
  readonly reconnectCount: () => number;
}

export function createFakeClient(): FakeClient {
  const handles = new Map<string, FakeHandle>();
  const line = new Store<ConnectionSnapshot>({ status: "open", error: null, retryAtMs: null });
  let reconnects = 0;
  const handle = (options: FeedOptions = {}): FakeHandle => {
    const key = JSON.stringify(options.filter ?? {});
    const found = handles.get(key) ?? new FakeHandle(options);
    handles.set(key, found);
    return found;
  };
  const refuse = (): never => {
    throw new Error("The widget has no use for this.");
  };
  return {
    handle,
    line,
    reconnectCount: () => reconnects,
    feed: handle,
    connection: {
      ...line,
      getSnapshot: line.getSnapshot,
      subscribe: line.subscribe,
      reconnect: () => (reconnects += 1),
    },
    person: {
      getSnapshot: () => PERSON,
      subscribe: () => () => undefined,
    },
    setUserToken: refuse,
    recheckPerson: refuse,
    transport: { execute: refuse, subscribe: refuse, hold: refuse },
    identify: refuse,
    setPreferences: refuse,
    preferences: refuse,
    markMessages: refuse,
    markFeed: refuse,
    undoMarkFeed: refuse,
    request: refuse,
    close: () => undefined,
  };
}

/** A user. */
export const grace = {
  __typename: "User" as const,
  id: "user_grace",
  userId: "grace",
  name: "Grace Hopper",
  avatar: null,
};

/** Item number `n`; a higher number is newer. */
export function itemOf(n: number, overrides: Partial<FeedItem> = {}): FeedItem {
  const position = String(n).padStart(6, "0");
  return buildFeedItem({
    id: `msg_${n}`,
    position,
    version: position,
    actors: [grace],
    actorCount: 1,
    blocks: [{ __typename: "MarkdownBlock", name: "body", html: `<p><strong>Grace</strong> did thing ${n}</p>` }],
    ...overrides,
  });
}
