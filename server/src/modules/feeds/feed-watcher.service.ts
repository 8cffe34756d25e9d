import type { Unsubscribe } from "../../platform/hints/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { isInTenant, matchesFilter, type FeedFilter } from "./feed-filter.js";
import type { FeedHints } from "./feed-hints.js";
import { feedName, laneOfFeed, type FeedKey, type OpenFeed } from "./feed-key.js";
import type { FeedState } from "./feed-read.service.js";
import type { FeedRepository } from "./feed.repository.js";
import { decodeFeedVersion, type FeedPlace } from "./feed-version.js";
import type { FeedRow } from "./feed-writer.repository.js";
import { filtered, idOf, type ItemRow } from "./item-row.js";

/** More than this at once is a reset. */
const CHANGES_MAX = 100;
/** A hint that was lost costs at most this long. */
const POLL_MS = 3000;

export interface WatchOptions {
  open: OpenFeed;
  filter: FeedFilter;
  /** The place of what the client holds; null: only what comes from now on. */
  after: string | null;
  /** Resolves when the client has taken what was sent. */
  drained: () => Promise<void>;
}

/** What happened to a feed since the news before. */
export interface FeedNews extends FeedState {
  /** New or changed, and matching the filter; oldest change first. */
  items: readonly ItemRow[];
  removedIds: readonly string[];
  isReset: boolean;
}

interface Changes {
  row: FeedRow | null;
  items: ItemRow[];
  removed: { run_id: string; ordinal: number }[];
}

interface Watched {
  key: FeedKey;
  /** As the last poll saw it; 0 without a row, null before the first. */
  epoch: number | null;
  version: number;
  subscribers: Set<Subscriber>;
  /** Reads in flight by starting version: subscribers at the same place share one. */
  reads: Map<number, Promise<Changes>>;
}

/**
 * Tells subscribers of feeds what changed. A subscriber keeps its place and a flag, and no queue: when its socket has
 * drained, it reads what came after its place, so that a slow one costs nothing and misses nothing.
 */
export class FeedWatcher {
  readonly #runtime: Runtime;
  readonly #feeds: FeedRepository;
  readonly #hints: FeedHints;
  readonly #watched = new Map<string, Watched>();
  readonly #lanes = new Map<number, { count: number; leave: Unsubscribe }>();
  #poll: NodeJS.Timeout | null = null;
  readonly #leaveGaps: Unsubscribe;

  constructor(runtime: Runtime, feeds: FeedRepository, hints: FeedHints) {
    this.#runtime = runtime;
    this.#feeds = feeds;
    this.#hints = hints;
    this.#leaveGaps = hints.onGap(() => void this.#checkAll());
  }

  get subscriberCount(): number {
    return [...this.#watched.values()].reduce((sum, watched) => sum + watched.subscribers.size, 0);
  }

  /** The changes of a feed, in order and without a gap; the first answer comes at once. */
  watch(options: WatchOptions): AsyncIterableIterator<FeedNews> {
    const watched = this.#enter(options.open.key);
    const subscriber: Subscriber = new Subscriber(options, {
      read: (after) => this.#read(watched, after),
      leave: () => this.#leave(watched, subscriber),
    });
    watched.subscribers.add(subscriber);
    return subscriber;
  }

  close(): void {
    this.#leaveGaps();
    if (this.#poll) clearInterval(this.#poll);
    for (const watched of [...this.#watched.values()]) for (const each of [...watched.subscribers]) void each.return();
  }

  #enter(key: FeedKey): Watched {
    const name = feedName(key);
    const known = this.#watched.get(name);
    if (known) return known;
    const watched: Watched = { key, epoch: null, version: -1, subscribers: new Set(), reads: new Map() };
    this.#watched.set(name, watched);
    this.#poll ??= setInterval(() => void this.#checkAll(), POLL_MS).unref();
    const lane = laneOfFeed(key);
    const held = this.#lanes.get(lane);
    if (held) held.count += 1;
    else
      this.#lanes.set(lane, {
        count: 1,
        leave: this.#hints.subscribe(lane, (hint) => this.#notice(feedName(hint), hint.version)),
      });
    return watched;
  }

  #leave(watched: Watched, subscriber: Subscriber): void {
    watched.subscribers.delete(subscriber);
    if (watched.subscribers.size > 0 || this.#watched.get(feedName(watched.key)) !== watched) return;
    this.#watched.delete(feedName(watched.key));
    const lane = laneOfFeed(watched.key);
    const held = this.#lanes.get(lane);
    if (!held) return;
    held.count -= 1;
    if (held.count > 0) return;
    held.leave();
    this.#lanes.delete(lane);
  }

  #notice(name: string, version: number): void {
    const watched = this.#watched.get(name);
    if (!watched || version <= watched.version) return;
    watched.version = version;
    for (const subscriber of watched.subscribers) subscriber.wake();
  }

  /** A feed that is deleted or made anew counts from the start, below what was seen of the one before. */
  #noticeEpoch(name: string, epoch: number): void {
    const watched = this.#watched.get(name);
    if (!watched || watched.epoch === epoch) return;
    watched.epoch = epoch;
    watched.version = -1;
  }

  /** What a lost hint would have said. */
  async #checkAll(): Promise<void> {
    const keys = [...this.#watched.values()].map((watched) => watched.key);
    if (keys.length === 0) return;
    try {
      for (const row of await this.#feeds.versions(this.#runtime.database, keys)) {
        const key = { environmentId: row.environment_id, recipientKey: row.recipient_key, channelId: row.channel_id };
        this.#noticeEpoch(feedName(key), row.epoch);
        this.#notice(feedName(key), row.version);
      }
    } catch (error) {
      this.#runtime.log.warn({ event: "feeds.poll_failed", err: error });
    }
  }

  #read(watched: Watched, after: number): Promise<Changes> {
    const known = watched.reads.get(after);
    if (known) return known;
    const read = this.#readNow(watched.key, after).finally(() => watched.reads.delete(after));
    watched.reads.set(after, read);
    return read;
  }

  /** The row first: what changes afterwards lies beyond its version, and is the next read's. */
  async #readNow(key: FeedKey, after: number): Promise<Changes> {
    const { database } = this.#runtime;
    const row = await this.#feeds.row(database, key);
    if (!row || row.version <= after) return { row, items: [], removed: [] };
    const range = { after, upTo: row.version, limit: CHANGES_MAX + 1 };
    const [items, removed] = await Promise.all([
      this.#feeds.changes(database, key, range),
      this.#feeds.removals(database, key, range),
    ]);
    return { row, items, removed };
  }
}

interface Source {
  read(after: number): Promise<Changes>;
  leave(): void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** One client's place in one feed. States: waiting ⇄ reading → closed. */
class Subscriber implements AsyncIterableIterator<FeedNews> {
  readonly #options: WatchOptions;
  readonly #source: Source;
  #place: FeedPlace | null;
  #isFirst = true;
  #isDirty = true;
  #isClosed = false;
  #wake: (() => void) | null = null;

  constructor(options: WatchOptions, source: Source) {
    this.#options = options;
    this.#source = source;
    this.#place = options.after === null ? null : decodeFeedVersion(options.after);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  wake(): void {
    this.#isDirty = true;
    this.#wake?.();
    this.#wake = null;
  }

  async next(): Promise<IteratorResult<FeedNews, undefined>> {
    while (!this.#isClosed) {
      if (!this.#isDirty) await new Promise<void>((resolve) => (this.#wake = resolve));
      if (this.#isClosed) break;
      await this.#options.drained();
      this.#isDirty = false;
      const change = await this.#change();
      if (change && !this.#isClosed) return { done: false, value: change };
    }
    return DONE;
  }

  async return(): Promise<IteratorResult<FeedNews, undefined>> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#source.leave();
      this.wake();
    }
    return DONE;
  }

  async #change(): Promise<FeedNews | null> {
    const wasFirst = this.#isFirst;
    this.#isFirst = false;
    const from = this.#place;
    const { row, items, removed } = await this.#source.read(from?.version ?? Number.MAX_SAFE_INTEGER);
    const now: FeedPlace = row ? { epoch: row.epoch, version: row.version } : { epoch: 0, version: 0 };
    this.#place = now;
    const { filter, open } = this.#options;
    const empty: FeedNews = { open, row, items: [], removedIds: [], isReset: false };
    if (from === null) return empty;
    const isOtherFeed = from.epoch !== now.epoch && !(from.epoch === 0 && from.version === 0);
    const isTooMuch = items.length + removed.length > CHANGES_MAX;
    if (isOtherFeed || from.version > now.version || isTooMuch || (row && from.version < row.log_floor)) {
      return { ...empty, isReset: true };
    }
    if (items.length + removed.length === 0) return wasFirst ? empty : null;
    const matching = items.filter(
      (item) => isInTenant(open.tenantId, filtered(item)) && matchesFilter(filter, filtered(item)),
    );
    const others = items.filter((item) => !matching.includes(item));
    const gone = removed.map((each) => idOf({ ...each, lane: laneOfFeed(open.key) }));
    return { ...empty, items: matching, removedIds: [...others.map(idOf), ...gone] };
  }
}
