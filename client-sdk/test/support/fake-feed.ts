import type { EngagementMark } from "../../src/generated/operations.js";
import type { FeedChange, FeedHead, FeedPage } from "../../src/feed/model.js";
import type { FeedCounts, FeedFilter, FeedItem } from "../../src/types.js";

/** Makes an item; what is left out is plain. */
export function buildItem(overrides: Partial<FeedItem> & Pick<FeedItem, "id">): FeedItem {
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
    createdAt: "2026-11-23T10:00:00.000Z",
    updatedAt: "2026-11-23T10:00:00.000Z",
    ...overrides,
  };
}

/** A feed as the server keeps it, written by the words of the schema and not by the client's code. */
export class FakeFeed {
  private readonly items = new Map<string, FeedItem>();
  private readonly removedAt = new Map<string, string>();
  private sequence = 0;

  constructor(
    readonly id = "feed_1",
    private readonly maxChanges = 100,
  ) {}

  get version(): string {
    return this.versionOf(this.sequence);
  }

  get ids(): readonly string[] {
    return this.all.map(({ id }) => id);
  }

  item(id: string): FeedItem | undefined {
    return this.items.get(id);
  }

  insert(overrides: Partial<FeedItem> = {}): FeedItem {
    const position = this.next();
    const item = buildItem({ id: `msg_${this.sequence}`, position, version: position, ...overrides });
    this.items.set(item.id, item);
    return item;
  }

  remove(id: string): void {
    if (this.items.delete(id)) this.removedAt.set(id, this.next());
  }

  /** Marks those that exist; answers with them as they are now. */
  mark(ids: readonly string[], mark: EngagementMark): readonly FeedItem[] {
    return ids.flatMap((id) => {
      const item = this.items.get(id);
      if (item === undefined) return [];
      const marked = this.marked(item, mark);
      this.items.set(id, marked);
      return [marked];
    });
  }

  markAll(mark: EngagementMark, filter: FeedFilter | undefined, upToVersion: string): number {
    const before = this.sequence;
    const matching = this.all.filter((item) => item.position <= upToVersion && isMatch(item, filter));
    this.mark(
      matching.map(({ id }) => id),
      mark,
    );
    return this.sequence - before;
  }

  head(): FeedHead {
    return { id: this.id, version: this.version, counts: this.counts() };
  }

  page(filter?: FeedFilter, first = 20, after: string | null = null): FeedPage {
    const below = this.matching(filter).filter(({ position }) => after === null || position < after);
    const items = below.slice(0, first);
    const endCursor = items.at(-1)?.position ?? null;
    return { head: this.head(), items, hasNextPage: below.length > first, endCursor };
  }

  matching(filter?: FeedFilter): readonly FeedItem[] {
    return this.all.filter((item) => isMatch(item, filter)).sort((a, b) => (a.position < b.position ? 1 : -1));
  }

  /** What a subscription says first, or next, to one who stands at a version. */
  changeAfter(version: string, filter?: FeedFilter): FeedChange {
    const changed = this.all.filter((item) => item.version > version);
    const gone = [...this.removedAt].filter(([, at]) => at > version).map(([id]) => id);
    const feed = this.head();
    if (changed.length + gone.length > this.maxChanges) return { feed, items: [], removedIds: [], isReset: true };

    const items = changed.filter((item) => isMatch(item, filter)).sort((a, b) => (a.version < b.version ? -1 : 1));
    const unmatched = changed.filter((item) => !isMatch(item, filter)).map(({ id }) => id);
    return { feed, items, removedIds: [...unmatched, ...gone], isReset: false };
  }

  private get all(): readonly FeedItem[] {
    return [...this.items.values()];
  }

  private counts(): FeedCounts {
    const counted = this.all.filter(({ archivedAt }) => archivedAt === null);
    return {
      total: counted.length,
      unread: counted.filter(({ readAt }) => readAt === null).length,
      unseen: counted.filter(({ seenAt }) => seenAt === null).length,
    };
  }

  private marked(item: FeedItem, mark: EngagementMark): FeedItem {
    const at = "2026-11-23T12:00:00.000Z";
    const changes: Record<EngagementMark, Partial<FeedItem>> = {
      SEEN: { seenAt: item.seenAt ?? at },
      UNSEEN: { seenAt: null, readAt: null },
      READ: { readAt: item.readAt ?? at, seenAt: item.seenAt ?? at },
      UNREAD: { readAt: null },
      INTERACTED: { interactedAt: at, readAt: item.readAt ?? at, seenAt: item.seenAt ?? at },
      ARCHIVED: { archivedAt: item.archivedAt ?? at },
      UNARCHIVED: { archivedAt: null },
    };
    const next = { ...item, ...changes[mark] };
    return JSON.stringify(next) === JSON.stringify(item) ? item : { ...next, version: this.next() };
  }

  private next(): string {
    this.sequence += 1;
    return this.version;
  }

  private versionOf(sequence: number): string {
    return `7-${String(sequence).padStart(6, "0")}`;
  }
}

function isMatch(item: FeedItem, filter: FeedFilter = {}): boolean {
  const isArchived = item.archivedAt !== null;
  if ((filter.archived ?? "EXCLUDE") === "EXCLUDE" && isArchived) return false;
  if (filter.archived === "ONLY" && !isArchived) return false;
  if (typeof filter.isRead === "boolean" && filter.isRead !== (item.readAt !== null)) return false;
  if (typeof filter.isSeen === "boolean" && filter.isSeen !== (item.seenAt !== null)) return false;
  return !filter.workflowKeys || filter.workflowKeys.includes(item.workflowKey);
}
