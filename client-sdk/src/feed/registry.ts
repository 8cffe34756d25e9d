import { canonicalJson } from "../json.js";
import type { MarkDesk } from "../late/marks/mark-desk.js";
import { type Late, untilLate } from "../client/load-late.js";
import type { FeedCache, PrefetchedFeed } from "../options.js";
import type { Signals } from "../signals.js";
import type { Transport } from "../transport/transport.js";
import type { ConnectionSnapshot, FeedOptions, Subscribable } from "../types.js";
import { Feed } from "./feed.js";
import type { PageCache } from "./feed-dependencies.js";
import { MarkBus } from "./mark-bus.js";
import type { MarkStorage } from "./mark-storage.js";

// Maximum number of stopped lists whose items are kept, so that reopening one shows them at once.
const MAX_AT_REST = 30;

/** What feeds need from their client. */
export interface RegistryOptions {
  readonly transport: Transport;
  readonly connection: Subscribable<ConnectionSnapshot>;
  signals(): Signals | undefined;
  /** Identifies the person and the environment; null without a person. */
  personName(): Promise<string | null>;
  /** Whether the person's tabs exchange marks. */
  readonly crossTab: boolean;
  readonly markStorage: MarkStorage | null;
  readonly initialFeeds: readonly PrefetchedFeed[];
  readonly cache: FeedCache | null;
  /** Called when another tab has another person signed in. */
  onPersonLeft(): void;
}

/** The feeds of a client. Equal options share one handle. */
export class FeedRegistry {
  readonly #options: RegistryOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #bus: MarkBus;
  /** Created with the first mark, or when a feed has started. */
  #desk: MarkDesk | null = null;
  /** The user's name when the first feed started; null before. */
  #name: string | null = null;
  #generation = 0;
  #holderCount = 0;
  #initial: ReadonlyMap<string, PrefetchedFeed>;

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#bus = new MarkBus(() => options.onPersonLeft());
    this.#initial = new Map(options.initialFeeds.map((feed) => [canonicalJson(feed.options), feed]));
  }

  open(options: FeedOptions): Feed {
    const key = canonicalJson(options);
    const known = this.#feeds.get(key);
    if (known !== undefined) return known;

    const { transport, connection } = this.#options;
    const { recipient, channelKey, tenantId } = options;
    const feed = new Feed(options, {
      transport: { ...transport, hold: () => this.#hold() },
      connection,
      marks: (late) => this.#marks(late),
      bus: this.#bus,
      feedKey: canonicalJson({ recipient, channelKey, tenantId }),
      initialPage: this.#initial.get(key)?.page ?? null,
      cache: this.#pageCache(key),
    });
    this.#forgetOldest();
    this.#feeds.set(key, feed);
    return feed;
  }

  /** Another person: drops all data of the previous one, and loads started lists again. */
  switchPerson(): void {
    this.#bus.sayPersonLeft();
    this.#forgetPerson();
    for (const feed of this.#feeds.values()) feed.forget();
    if (this.#holderCount > 0) void this.#join();
  }

  /** The user is now known, so refused requests may succeed. */
  retry(): void {
    if (this.#holderCount > 0 && this.#name === null) void this.#join();
    for (const feed of this.#feeds.values()) feed.retry();
  }

  close(): void {
    this.#desk?.flush();
    this.#forgetPerson();
    for (const feed of this.#feeds.values()) feed.dispose();
    this.#feeds.clear();
    this.#bus.close();
  }

  #forgetPerson(): void {
    this.#generation += 1;
    this.#initial = new Map();
    if (this.#name !== null) this.#options.cache?.forget(this.#name);
    this.#name = null;
    this.#desk?.forget();
    this.#bus.leaveTabs();
  }

  /** Tabs and storage are opened with the first feed and not earlier, because a server has neither. */
  #hold(): () => void {
    const letGo = this.#options.transport.hold();
    this.#holderCount += 1;
    if (this.#holderCount === 1) void this.#join();
    return () => {
      letGo();
      this.#holderCount -= 1;
      if (this.#holderCount > 0) return;
      this.#generation += 1;
      this.#bus.leaveTabs();
    };
  }

  /** Joins the user's tabs and storage, once the user is known. */
  async #join(): Promise<void> {
    const generation = this.#generation;
    const { crossTab, markStorage } = this.#options;
    // Without a token there is no name. The feed reports the reason, and `retry` is called when there is a token.
    const name = await this.#options.personName().catch(() => null);
    if (name === null || generation !== this.#generation) return;
    this.#name = name;
    // Without the chunk, the server notifies each tab a moment later.
    const late = await untilLate(() => generation === this.#generation);
    if (late === null) return;
    if (crossTab) this.#bus.joinTabs(late, `carillon-tabs-2 ${name}`);
    if (markStorage !== null) this.#marks(late).useStorage(markStorage, name);
  }

  #marks(late: Late): MarkDesk {
    const { transport, connection, signals } = this.#options;
    this.#desk ??= new late.MarkDesk({ transport, connection, signals: () => signals(), bus: this.#bus });
    return this.#desk;
  }

  #pageCache(feed: string): PageCache | null {
    const { cache } = this.#options;
    if (cache === null) return null;
    return {
      read: async () => {
        const generation = this.#generation;
        const person = await this.#options.personName();
        const page = person === null ? null : await cache.read({ person, feed });
        return generation === this.#generation ? page : null;
      },
      write: (page) => {
        if (this.#name !== null) cache.write({ person: this.#name, feed }, page);
      },
    };
  }

  #forgetOldest(): void {
    const atRest = [...this.#feeds].filter(([, feed]) => !feed.isStarted);
    for (const [key, feed] of atRest.slice(0, Math.max(0, atRest.length - MAX_AT_REST))) {
      feed.dispose();
      this.#feeds.delete(key);
    }
  }
}
