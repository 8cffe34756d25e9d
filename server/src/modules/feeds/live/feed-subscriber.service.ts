import { messageId } from "../../identifiers/index.js";
import { isUnavailable } from "../../../platform/postgres/index.js";
import { CHANGES_MAX } from "./feed-changes-reader.service.js";
import { isInTenant, matchesFilter, type FeedFilter } from "../model/feed-filter.js";
import type { OpenFeed } from "../model/feed-key.js";
import type { Changes } from "../feed.repository.js";
import { decodeFeedVersion, EMPTY_FEED_VERSION, type FeedPlace } from "../model/feed-version.js";
import type { FeedRow } from "../feed-writer.repository.js";
import { idOfMessage, type MessageRow } from "../../messages/pure.js";
import { filtered } from "../model/item-row.js";

export interface WatchOptions {
  open: OpenFeed;
  filter: FeedFilter;
  /** The version of the state that the client holds; null for only later changes. */
  after: string | null;
  /** Resolves when the socket has sent all earlier events. */
  drained(): Promise<void>;
  /** Whether the client may still read the feed. Checked before each update. */
  mayRead(): Promise<boolean>;
}

/** The changes of a feed since the previous update. */
export interface FeedUpdate {
  open: OpenFeed;
  /** The feed's row after these changes; null when the feed does not exist. */
  row: FeedRow | null;
  /** New or changed, and matching the filter; oldest change first. */
  items: readonly MessageRow[];
  removedIds: readonly string[];
  isReset: boolean;
}

export interface ChangeSource {
  read(after: number): Promise<Changes>;
  leave(): void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * One client's position in one feed. States: waiting (no later version known) ⇄ reading → closed. It keeps no queue: when the
 * socket has drained, it reads all changes after its position. When the database is unavailable, it waits for the next
 * `compare`.
 */
export class FeedSubscriber implements AsyncIterableIterator<FeedUpdate> {
  readonly #options: WatchOptions;
  readonly #source: ChangeSource;
  #place: FeedPlace | null;
  #isFirst = true;
  /** The highest version named by a hint or a read. */
  #lastKnownVersion = 0;
  #mustRead = true;
  #hasFailed = false;
  #isClosed = false;
  /** Filter, tenant and channel as a key, by which subscribers share updates; made for the first update. */
  #view: string | null = null;
  #wake: (() => void) | null = null;

  constructor(options: WatchOptions, source: ChangeSource) {
    this.#options = options;
    this.#source = source;
    this.#place = options.after === null ? null : decodeFeedVersion(options.after);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Called when a hint says that the feed has reached this version. */
  notify(version: number): void {
    if (version <= this.#lastKnownVersion) return;
    this.#lastKnownVersion = version;
    if (this.#isBehind()) this.#rouse();
  }

  /** Compares with the feed's row as polled: finds lost hints, a feed that was deleted and made again, and a database that is back. */
  compare(place: FeedPlace): void {
    if (this.#place?.epoch !== place.epoch || this.#hasFailed) {
      this.#lastKnownVersion = place.version;
      this.#mustRead = this.#place !== null || this.#hasFailed;
      if (this.#mustRead) this.#rouse();
    } else this.notify(place.version);
  }

  async next(): Promise<IteratorResult<FeedUpdate, undefined>> {
    while (!this.#isClosed) {
      if (this.#hasFailed || !(this.#mustRead || this.#isBehind())) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      await this.#options.drained();
      if (this.#isClosed) break;
      const change = await this.#read();
      if (change && !this.#isClosed) return { done: false, value: change };
    }
    return DONE;
  }

  async return(): Promise<IteratorResult<FeedUpdate, undefined>> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#source.leave();
      this.#rouse();
    }
    return DONE;
  }

  #isBehind(): boolean {
    return this.#place !== null && this.#lastKnownVersion > this.#place.version;
  }

  #rouse(): void {
    this.#hasFailed = false;
    this.#wake?.();
    this.#wake = null;
  }

  async #read(): Promise<FeedUpdate | null> {
    this.#mustRead = false;
    try {
      if (!(await this.#options.mayRead())) {
        await this.return();
        return null;
      }
      const heard = this.#lastKnownVersion;
      const changes = await this.#source.read(this.#place?.version ?? Number.MAX_SAFE_INTEGER);
      // If the feed was deleted since the hint, its version never comes: this read has settled it.
      if (this.#lastKnownVersion === heard) this.#lastKnownVersion = changes.row?.version ?? 0;
      return this.#answer(changes);
    } catch (error) {
      if (!isUnavailable(error)) {
        // An iterator's consumer does not call `return` after an error.
        await this.return();
        throw error;
      }
      this.#mustRead = true;
      this.#hasFailed = true;
      return null;
    }
  }

  #answer(changes: Changes): FeedUpdate | null {
    const from = this.#place;
    const wasFirst = this.#isFirst;
    const { row } = changes;
    this.#isFirst = false;
    this.#place = row ? { epoch: row.epoch, version: row.version } : EMPTY_FEED_VERSION;

    const { filter, open } = this.#options;
    this.#view ??= JSON.stringify([open.channelKey, open.tenantId, filter]);
    return sharedUpdate(changes, JSON.stringify([this.#view, from, wasFirst]), () =>
      updateOf(changes, { open, filter, from, wasFirst }),
    );
  }
}

const shared = new WeakMap<Changes, Map<string, FeedUpdate | null>>();

/**
 * One object for all subscribers that see the same changes through the same filter, so that derived values are computed
 * once.
 */
function sharedUpdate(changes: Changes, view: string, make: () => FeedUpdate | null): FeedUpdate | null {
  const views = shared.get(changes) ?? new Map<string, FeedUpdate | null>();
  shared.set(changes, views);
  const known = views.get(view);
  if (known !== undefined) return known;
  const update = make();
  views.set(view, update);
  return update;
}

interface Seen {
  open: OpenFeed;
  filter: FeedFilter;
  from: FeedPlace | null;
  wasFirst: boolean;
}

function updateOf({ row, items, removed }: Changes, { open, filter, from, wasFirst }: Seen): FeedUpdate | null {
  const now: FeedPlace = row ? { epoch: row.epoch, version: row.version } : EMPTY_FEED_VERSION;
  const empty: FeedUpdate = { open, row, items: [], removedIds: [], isReset: false };
  if (from && isLost(from, now, row, items.length + removed.length)) return { ...empty, isReset: true };
  if (from === null || items.length + removed.length === 0) return wasFirst ? empty : null;

  const matches = items.map((item) => {
    const looked = filtered(item);
    return isInTenant(open.tenantId, looked) && matchesFilter(filter, looked);
  });
  return {
    ...empty,
    items: items.filter((_, index) => matches[index]),
    removedIds: [...items.filter((_, index) => !matches[index]).map(idOfMessage), ...removed.map(messageId)],
  };
}

/** Whether the changes in between cannot be sent: another epoch, beyond the log floor, or too many for one answer. */
function isLost(from: FeedPlace, now: FeedPlace, row: FeedRow | null, changeCount: number): boolean {
  const heldNothing = from.epoch === EMPTY_FEED_VERSION.epoch && from.version === EMPTY_FEED_VERSION.version;
  if (from.epoch !== now.epoch && !heldNothing) return true;
  return from.version > now.version || from.version < (row?.log_floor ?? 0) || changeCount > CHANGES_MAX;
}
