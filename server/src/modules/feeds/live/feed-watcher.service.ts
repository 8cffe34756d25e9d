import type { Unsubscribe } from "../../../platform/hints/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { FeedHints } from "../model/feed-hints.js";
import { feedName, laneOfFeed, type FeedKey } from "../model/feed-key.js";
import { FeedChangesReader } from "./feed-changes-reader.service.js";
import { FeedSubscriber, type FeedUpdate, type WatchOptions } from "./feed-subscriber.service.js";
import type { Changes, FeedRepository } from "../feed.repository.js";

/** A hint that was lost costs at most this long. */
const POLL_MS = 3000;
/** Feeds that one statement of a poll looks at. */
const POLL_SLICE = 500;

interface Watched {
  key: FeedKey;
  subscribers: Set<FeedSubscriber>;
  /** Reads that began after the last hint, by the version they start from: subscribers at the same place share one. */
  reads: Map<number, Promise<Changes>>;
}

/**
 * Sends the changes of feeds to their subscribers. A hint wakes the subscribers of its feed, and each reads the changes
 * itself, one read for all at the same version. A slow subscriber costs nothing and misses nothing.
 */
export class FeedWatcher {
  readonly #runtime: Runtime;
  readonly #feeds: FeedRepository;
  readonly #hints: FeedHints;
  readonly #reader: FeedChangesReader;
  readonly #watched = new Map<string, Watched>();
  readonly #lanes = new Map<number, { count: number; leave: Unsubscribe }>();
  #poll: NodeJS.Timeout | null = null;
  #isChecking = false;
  /** Another check was requested while one runs; feeds checked first may have changed since. */
  #mustCheckAgain = false;
  #isClosed = false;
  readonly #leaveGaps: Unsubscribe;

  constructor(runtime: Runtime, feeds: FeedRepository, hints: FeedHints) {
    this.#runtime = runtime;
    this.#feeds = feeds;
    this.#hints = hints;
    this.#reader = new FeedChangesReader(runtime, feeds);
    this.#leaveGaps = hints.onGap(() => void this.#checkAll());
  }

  get subscriberCount(): number {
    return [...this.#watched.values()].reduce((sum, watched) => sum + watched.subscribers.size, 0);
  }

  /** The changes of a feed, in order and without a gap; the first answer comes at once. */
  watch(options: WatchOptions): AsyncIterableIterator<FeedUpdate> {
    const watched = this.#enter(options.open.key);
    const subscriber: FeedSubscriber = new FeedSubscriber(options, {
      read: (after) => this.#read(watched, after),
      leave: () => this.#leave(watched, subscriber),
    });
    watched.subscribers.add(subscriber);
    return subscriber;
  }

  close(): void {
    this.#isClosed = true;
    this.#leaveGaps();
    if (this.#poll) clearInterval(this.#poll);
    for (const watched of [...this.#watched.values()]) for (const each of [...watched.subscribers]) void each.return();
  }

  #enter(key: FeedKey): Watched {
    const name = feedName(key);
    const known = this.#watched.get(name);
    if (known) return known;
    const watched: Watched = { key, subscribers: new Set(), reads: new Map() };
    this.#watched.set(name, watched);
    this.#poll ??= setInterval(() => this.#isChecking || void this.#checkAll(), POLL_MS).unref();
    const lane = laneOfFeed(key);
    const held = this.#lanes.get(lane);
    if (held) held.count += 1;
    else {
      const leave = this.#hints.subscribe(lane, (hint) => this.#notify(feedName(hint), hint.version));
      this.#lanes.set(lane, { count: 1, leave });
    }
    return watched;
  }

  #leave(watched: Watched, subscriber: FeedSubscriber): void {
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

  #notify(name: string, version: number): void {
    const watched = this.#watched.get(name);
    if (!watched) return;
    // Reads that started before this hint may miss its change: subscribers that wake now must not share them.
    watched.reads.clear();
    for (const subscriber of watched.subscribers) subscriber.notify(version);
  }

  /**
   * Compares the versions of the watched feeds with the database, to find changes whose hints were lost. One check at a
   * time.
   */
  async #checkAll(): Promise<void> {
    if (this.#isChecking) {
      this.#mustCheckAgain = true;
      return;
    }
    this.#isChecking = true;
    try {
      do {
        this.#mustCheckAgain = false;
        await this.#checkSlices([...this.#watched.values()].map((watched) => watched.key));
      } while (this.#mustCheckAgain && !this.#isClosed);
    } catch (error) {
      if (!this.#isClosed) this.#runtime.log.warn({ event: "feeds.poll_failed", err: error });
    } finally {
      this.#isChecking = false;
    }
  }

  async #checkSlices(keys: readonly FeedKey[]): Promise<void> {
    for (let from = 0; from < keys.length && !this.#isClosed; from += POLL_SLICE) {
      for (const row of await this.#feeds.versions(this.#runtime.database, keys.slice(from, from + POLL_SLICE))) {
        const key = { environmentId: row.environment_id, recipientKey: row.recipient_key, channelId: row.channel_id };
        const watched = this.#watched.get(feedName(key));
        watched?.reads.clear();
        for (const subscriber of watched?.subscribers ?? []) subscriber.compare(row);
      }
      // Others have a turn before the next slice.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #read(watched: Watched, after: number): Promise<Changes> {
    const known = watched.reads.get(after);
    if (known) return known;
    const read = this.#reader.read(watched.key, after).finally(() => {
      if (watched.reads.get(after) === read) watched.reads.delete(after);
    });
    watched.reads.set(after, read);
    return read;
  }
}
