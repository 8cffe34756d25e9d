import type { EngagementMark } from "../generated/operations.js";
import type { FeedCounts, FeedItem } from "../types.js";

type Marks = Partial<Pick<FeedItem, "seenAt" | "readAt" | "interactedAt" | "archivedAt">>;

/** What a mark makes of an item, by the rules of the schema; the same object if nothing changes. */
export function applyMark(item: FeedItem, mark: EngagementMark, at: string): FeedItem {
  const marked = { ...item, ...marksAfter(item, mark, at) };
  const isSame =
    marked.seenAt === item.seenAt &&
    marked.readAt === item.readAt &&
    marked.interactedAt === item.interactedAt &&
    marked.archivedAt === item.archivedAt;
  return isSame ? item : marked;
}

function marksAfter({ seenAt, readAt, archivedAt }: FeedItem, mark: EngagementMark, at: string): Marks {
  const read = { readAt: readAt ?? at, seenAt: seenAt ?? at };
  switch (mark) {
    case "SEEN":
      return { seenAt: read.seenAt };
    case "UNSEEN":
      return { seenAt: null, readAt: null };
    case "READ":
      return read;
    case "UNREAD":
      return { readAt: null };
    case "INTERACTED":
      return { ...read, interactedAt: at };
    case "ARCHIVED":
      return { archivedAt: archivedAt ?? at };
    case "UNARCHIVED":
      return { archivedAt: null };
    default:
      return mark satisfies never;
  }
}

/** Whether an item is as the mark would leave it. */
export function satisfiesMark(item: FeedItem, mark: EngagementMark): boolean {
  if (mark === "INTERACTED") return item.interactedAt !== null && item.readAt !== null && item.seenAt !== null;
  return applyMark(item, mark, item.updatedAt) === item;
}

/** What one item adds to its feed's counts. */
function contributionOf(item: FeedItem): FeedCounts {
  if (item.archivedAt !== null) return NO_COUNTS;
  return { total: 1, unread: item.readAt === null ? 1 : 0, unseen: item.seenAt === null ? 1 : 0 };
}

export const NO_COUNTS: FeedCounts = { total: 0, unread: 0, unseen: 0 };

/** How the counts change when one copy of an item takes the place of another. */
export function countsChange(before: FeedItem, after: FeedItem): FeedCounts {
  const old = contributionOf(before);
  const now = contributionOf(after);
  return { total: now.total - old.total, unread: now.unread - old.unread, unseen: now.unseen - old.unseen };
}

export function addCounts(counts: FeedCounts, change: FeedCounts): FeedCounts {
  return {
    total: counts.total + change.total,
    unread: counts.unread + change.unread,
    unseen: counts.unseen + change.unseen,
  };
}

/** What is known of items and of counts may lie a moment apart; nobody is shown a negative number for that. */
export function clampCounts({ total, unread, unseen }: FeedCounts): FeedCounts {
  return { total: Math.max(0, total), unread: Math.max(0, unread), unseen: Math.max(0, unseen) };
}

/** The counts once a mark that takes away from them has reached every item but `later` ones. */
export function countsAfterAll(counts: FeedCounts, mark: EngagementMark, later: readonly FeedItem[]): FeedCounts {
  const rest = later.map(contributionOf).reduce(addCounts, NO_COUNTS);
  return {
    total: mark === "ARCHIVED" ? Math.min(counts.total, rest.total) : counts.total,
    unread: mark === "SEEN" ? counts.unread : Math.min(counts.unread, rest.unread),
    unseen: Math.min(counts.unseen, rest.unseen),
  };
}
