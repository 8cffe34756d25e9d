import { messageId } from "../../platform/ids/index.js";
import { isUnavailable } from "../../platform/postgres/index.js";
import { CHANGES_MAX } from "./feed-changes-reader.service.js";
import { isInTenant, matchesFilter, type FeedFilter } from "./feed-filter.js";
import type { OpenFeed } from "./feed-key.js";
import type { Changes } from "./feed.repository.js";
import { decodeFeedVersion, NOWHERE, type FeedPlace } from "./feed-version.js";
import type { FeedRow } from "./feed-writer.repository.js";
import { filtered, idOf, type ItemRow } from "./item-row.js";

export interface WatchOptions {
  open: OpenFeed;
  filter: FeedFilter;
  /** The place of what the client holds; null: only what comes from now on. */
  after: string | null;
  /** Resolves when the client has taken what was sent. */
  drained(): Promise<void>;
  /** Whether the client may still be told: asked before each answer. */
  mayRead(): Promise<boolean>;
}

/** What happened to a feed since the news before. */
export interface FeedNews {
  open: OpenFeed;
  /** As this led to; null where the feed does not exist. */
  row: FeedRow | null;
  /** New or changed, and matching the filter; oldest change first. */
  items: readonly ItemRow[];
  removedIds: readonly string[];
  isReset: boolean;
}

export interface ChangeSource {
  read(after: number): Promise<Changes>;
  leave(): void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * One client's place in one feed: waiting (it knows of nothing after its place) ⇄ looking → closed. It keeps no queue:
 * when its socket has drained, it looks at what came after its place. When the database is away it waits until it is
 * called to look again.
 */
export class FeedSubscriber implements AsyncIterableIterator<FeedNews> {
  readonly #options: WatchOptions;
  readonly #source: ChangeSource;
  #place: FeedPlace | null;
  #isFirst = true;
  /** The highest version it has heard of and has not looked for yet, or else its place's. */
  #heard = 0;
  #mustLook = true;
  #hasFailed = false;
  #isClosed = false;
  #wake: (() => void) | null = null;

  constructor(options: WatchOptions, source: ChangeSource) {
    this.#options = options;
    this.#source = source;
    this.#place = options.after === null ? null : decodeFeedVersion(options.after);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** A hint said that the feed has reached this version. */
  hear(version: number): void {
    if (version <= this.#heard) return;
    this.#heard = version;
    if (this.#isBehind()) this.#rouse();
  }

  /** The feed's row was seen to be here: a hint was lost, or the feed was made anew, or the database is back. */
  compare(place: FeedPlace): void {
    if (this.#place?.epoch !== place.epoch || this.#hasFailed) {
      this.#heard = place.version;
      this.#mustLook = this.#place !== null || this.#hasFailed;
      if (this.#mustLook) this.#rouse();
    } else this.hear(place.version);
  }

  async next(): Promise<IteratorResult<FeedNews, undefined>> {
    while (!this.#isClosed) {
      if (this.#hasFailed || !(this.#mustLook || this.#isBehind())) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      await this.#options.drained();
      if (this.#isClosed) break;
      const change = await this.#look();
      if (change && !this.#isClosed) return { done: false, value: change };
    }
    return DONE;
  }

  async return(): Promise<IteratorResult<FeedNews, undefined>> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#source.leave();
      this.#rouse();
    }
    return DONE;
  }

  #isBehind(): boolean {
    return this.#place !== null && this.#heard > this.#place.version;
  }

  #rouse(): void {
    this.#hasFailed = false;
    this.#wake?.();
    this.#wake = null;
  }

  async #look(): Promise<FeedNews | null> {
    this.#mustLook = false;
    try {
      if (!(await this.#options.mayRead())) {
        await this.return();
        return null;
      }
      const heard = this.#heard;
      const changes = await this.#source.read(this.#place?.version ?? Number.MAX_SAFE_INTEGER);
      // A hint of a feed that was deleted since may name a version that never comes: what was looked for is done with.
      if (this.#heard === heard) this.#heard = changes.row?.version ?? 0;
      return this.#answer(changes);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.#mustLook = true;
      this.#hasFailed = true;
      return null;
    }
  }

  #answer({ row, items, removed }: Changes): FeedNews | null {
    const wasFirst = this.#isFirst;
    const from = this.#place;
    const now: FeedPlace = row ? { epoch: row.epoch, version: row.version } : NOWHERE;
    this.#isFirst = false;
    this.#place = now;

    const { filter, open } = this.#options;
    const empty: FeedNews = { open, row, items: [], removedIds: [], isReset: false };
    if (from && isLost(from, now, row, items.length + removed.length)) return { ...empty, isReset: true };
    if (from === null || items.length + removed.length === 0) return wasFirst ? empty : null;

    const matches = items.map((item) => {
      const looked = filtered(item);
      return isInTenant(open.tenantId, looked) && matchesFilter(filter, looked);
    });
    return {
      ...empty,
      items: items.filter((_, index) => matches[index]),
      removedIds: [...items.filter((_, index) => !matches[index]).map(idOf), ...removed.map(messageId)],
    };
  }
}

/** Whether what came between cannot be told: of another feed, cut off the log, or more than one answer holds. */
function isLost(from: FeedPlace, now: FeedPlace, row: FeedRow | null, changeCount: number): boolean {
  const heldNothing = from.epoch === NOWHERE.epoch && from.version === NOWHERE.version;
  if (from.epoch !== now.epoch && !heldNothing) return true;
  return from.version > now.version || from.version < (row?.log_floor ?? 0) || changeCount > CHANGES_MAX;
}
