import type { EngagementMark } from "../generated/operations.js";
import type { FeedChange, FeedHead, FeedPage } from "../feed/model.js";
import { matchesFilter } from "../late/feed/filter-match.js";
import type { FeedCounts, FeedFilter, FeedItem } from "../types.js";

/** Creates an item; fields that are left out get defaults. */
export function buildFeedItem(overrides: Partial<FeedItem> & Pick<FeedItem, "id">): FeedItem {
  return {
    __typename: "FeedItem",
    position: "0",
    version: "0",
    workflowKey: "new-comment",
    categories: [],
    channelKey: "in-app",
    deliveryStatus: "DELIVERED",
    data: {},
    tenant: null,
    blocks: [{ __typename: "TextBlock", name: "body", text: `Text of ${overrides.id}` }],
    actors: [],
    actorCount: 0,
    activityCount: 1,
    seenAt: null,
    readAt: null,
    interactedAt: null,
    linkClickedAt: null,
    archivedAt: null,
    snoozedUntil: null,
    pinnedAt: null,
    createdAt: "2026-11-23T10:00:00.000Z",
    updatedAt: "2026-11-23T10:00:00.000Z",
    ...overrides,
  };
}

const MARKED_AT = "2026-11-23T12:00:00.000Z";

const INCLUDING_ALL: FeedFilter = { archived: "INCLUDE", snoozed: "INCLUDE" };

/** A feed as the server keeps it, implemented by the schema's documentation and independently of the client's code. */
export class MemoryFeed {
  readonly #maxChanges: number;
  readonly #items = new Map<string, FeedItem>();
  readonly #removedAt = new Map<string, string>();
  #sequence = 0;
  #markAllCount = 0;
  /** Maximum number of items that one page scans, including skipped ones. */
  scanMax = Number.POSITIVE_INFINITY;

  constructor(
    readonly id = "feed_1",
    maxChanges = 100,
  ) {
    this.#maxChanges = maxChanges;
  }

  get version(): string {
    return this.#versionOf(this.#sequence);
  }

  get ids(): readonly string[] {
    return this.#all.map(({ id }) => id);
  }

  item(id: string): FeedItem | undefined {
    return this.#items.get(id);
  }

  insert(overrides: Partial<FeedItem> = {}): FeedItem {
    const position = this.#next();
    const item = buildFeedItem({ id: `msg_${this.#sequence}`, position, version: position, ...overrides });
    this.#items.set(item.id, item);
    return item;
  }

  remove(id: string): void {
    if (this.#items.delete(id)) this.#removedAt.set(id, this.#next());
  }

  /** Marks the existing items; returns their new state. */
  mark(
    ids: readonly string[],
    mark: EngagementMark,
    { at = MARKED_AT, isLinkClick = false }: { readonly at?: string; readonly isLinkClick?: boolean } = {},
  ): readonly FeedItem[] {
    return this.#change(ids, (item) => changesBy(mark, item, { at, isLinkClick }));
  }

  snooze(ids: readonly string[], until: string | null): readonly FeedItem[] {
    return this.#change(ids, () =>
      until === null ? { snoozedUntil: null } : { snoozedUntil: until, archivedAt: null },
    );
  }

  pin(ids: readonly string[], isPinned: boolean): readonly FeedItem[] {
    return this.#change(ids, ({ pinnedAt }) => {
      if (!isPinned) return { pinnedAt: null };
      return pinnedAt === null ? { pinnedAt: MARKED_AT, archivedAt: null } : {};
    });
  }

  /** Brings every snoozed item back as new. */
  returnAll(): void {
    for (const item of this.#all) {
      if (item.snoozedUntil === null) continue;
      const position = this.#next();
      this.#items.set(item.id, {
        ...item,
        snoozedUntil: null,
        seenAt: null,
        readAt: null,
        position,
        version: position,
      });
    }
  }

  /** Marks all matching items. Returns how many changed, and their timestamp, which differs for each call. */
  markAll(
    mark: EngagementMark,
    filter: FeedFilter | undefined,
    upToVersion: string,
  ): { readonly changedCount: number; readonly markedAt: string } {
    const before = this.#sequence;
    this.#markAllCount += 1;
    const markedAt = new Date(Date.parse(MARKED_AT) + this.#markAllCount).toISOString();
    const matching = this.#all.filter((item) => item.position <= upToVersion && isMatch(item, filter));
    this.mark(
      matching.map(({ id }) => id),
      mark,
      { at: markedAt },
    );
    return { changedCount: this.#sequence - before, markedAt };
  }

  /** Reverts the items with a timestamp. Returns how many changed. */
  undoMarkAll(markedAt: string): number {
    const before = this.#sequence;
    const without = (at: string | null): string | null => (at === markedAt ? null : at);
    this.#change([...this.#items.keys()], ({ seenAt, readAt, interactedAt, archivedAt }) => {
      const isOpenedSince = interactedAt !== null && interactedAt > markedAt;
      const read = isOpenedSince ? readAt : without(readAt);
      const seen = read === null ? without(seenAt) : seenAt;
      return { seenAt: seen, readAt: read, interactedAt: without(interactedAt), archivedAt: without(archivedAt) };
    });
    return this.#sequence - before;
  }

  head(): FeedHead {
    return { id: this.id, version: this.version, counts: this.counts() };
  }

  page(filter?: FeedFilter, first = 20, after: string | null = null): FeedPage {
    const below = this.matching(INCLUDING_ALL).filter(({ position }) => after === null || position < after);
    const inReach = below.slice(0, this.scanMax);
    const matching = inReach.filter((item) => isMatch(item, filter));
    const items = matching.slice(0, first);
    const isCutShort = matching.length <= first && below.length > inReach.length;
    const endCursor = (isCutShort ? inReach : items).at(-1)?.position ?? null;
    return { head: this.head(), items, hasNextPage: isCutShort || matching.length > first, endCursor };
  }

  matching(filter?: FeedFilter): readonly FeedItem[] {
    return this.#all.filter((item) => isMatch(item, filter)).sort((a, b) => (a.position < b.position ? 1 : -1));
  }

  /** The first or next answer of a subscription for a client with this version. */
  changeAfter(version: string, filter?: FeedFilter): FeedChange {
    const changed = this.#all.filter((item) => item.version > version);
    const gone = [...this.#removedAt].filter(([, at]) => at > version).map(([id]) => id);
    const feed = this.head();
    if (changed.length + gone.length > this.#maxChanges) return { feed, items: [], removedIds: [], isReset: true };

    const items = changed.filter((item) => isMatch(item, filter)).sort((a, b) => (a.version < b.version ? -1 : 1));
    const unmatched = changed.filter((item) => !isMatch(item, filter)).map(({ id }) => id);
    return { feed, items, removedIds: [...unmatched, ...gone], isReset: false };
  }

  get #all(): readonly FeedItem[] {
    return [...this.#items.values()];
  }

  /** The number of matching items. */
  counts(filter?: FeedFilter): FeedCounts {
    const counted = this.matching(filter);
    return {
      total: counted.length,
      unread: counted.filter(({ readAt }) => readAt === null).length,
      unseen: counted.filter(({ seenAt }) => seenAt === null).length,
    };
  }

  /** Changes the existing items; a changed item gets a new version. Returns their new state. */
  #change(ids: readonly string[], changesOf: (item: FeedItem) => Partial<FeedItem>): readonly FeedItem[] {
    return ids.flatMap((id) => {
      const item = this.#items.get(id);
      if (item === undefined) return [];
      const next = { ...item, ...changesOf(item) };
      if (JSON.stringify(next) === JSON.stringify(item)) return [item];
      const changed = { ...next, version: this.#next() };
      this.#items.set(id, changed);
      return [changed];
    });
  }

  #next(): string {
    this.#sequence += 1;
    return this.version;
  }

  #versionOf(sequence: number): string {
    return `7-${String(sequence).padStart(6, "0")}`;
  }
}

function changesBy(
  mark: EngagementMark,
  item: FeedItem,
  { at, isLinkClick }: { readonly at: string; readonly isLinkClick: boolean },
): Partial<FeedItem> {
  const read = { readAt: item.readAt ?? at, seenAt: item.seenAt ?? at };
  const interactedAt = isLinkClick || item.readAt === null ? at : (item.interactedAt ?? at);
  const changes: Record<EngagementMark, Partial<FeedItem>> = {
    SEEN: { seenAt: item.seenAt ?? at },
    UNSEEN: { seenAt: null, readAt: null },
    READ: read,
    UNREAD: { readAt: null },
    INTERACTED: { ...read, interactedAt, linkClickedAt: isLinkClick ? at : item.linkClickedAt },
    ARCHIVED: item.archivedAt === null ? { archivedAt: at, snoozedUntil: null, pinnedAt: null } : {},
    UNARCHIVED: { archivedAt: null },
  };
  return changes[mark];
}

function isMatch(item: FeedItem, filter: FeedFilter = {}): boolean {
  if (!isIn(filter.archived ?? "EXCLUDE", item.archivedAt !== null)) return false;
  if (!isIn(filter.snoozed ?? "EXCLUDE", item.snoozedUntil !== null)) return false;
  if (!isIn(filter.pinned ?? "INCLUDE", item.pinnedAt !== null)) return false;
  if (typeof filter.isRead === "boolean" && filter.isRead !== (item.readAt !== null)) return false;
  if (typeof filter.isSeen === "boolean" && filter.isSeen !== (item.seenAt !== null)) return false;
  // Properties that marks cannot change are equal on both sides.
  return matchesFilter(item, filter);
}

/** Whether a list with this part of a filter contains items with the state, or without it. */
function isIn(part: NonNullable<FeedFilter["archived"]>, isSuch: boolean): boolean {
  return part === "INCLUDE" || (part === "ONLY") === isSuch;
}
