import type { EngagementMark } from "../generated/operations.js";
import type { FeedCounts, FeedItem } from "../types.js";

/** What a mark makes of an item, by the rules of the schema; the same object if nothing changes. */
export function applyMark(item: FeedItem, mark: EngagementMark, at: string): FeedItem {
  switch (mark) {
    case "SEEN":
      return item.seenAt === null ? { ...item, seenAt: at } : item;
    case "UNSEEN":
      return item.seenAt === null && item.readAt === null ? item : { ...item, seenAt: null, readAt: null };
    case "READ":
      return item.readAt === null || item.seenAt === null
        ? { ...item, readAt: item.readAt ?? at, seenAt: item.seenAt ?? at }
        : item;
    case "UNREAD":
      return item.readAt === null ? item : { ...item, readAt: null };
    case "INTERACTED":
      return item.interactedAt === at
        ? item
        : { ...item, interactedAt: at, readAt: item.readAt ?? at, seenAt: item.seenAt ?? at };
    case "ARCHIVED":
      return item.archivedAt === null ? { ...item, archivedAt: at } : item;
    case "UNARCHIVED":
      return item.archivedAt === null ? item : { ...item, archivedAt: null };
    default:
      return unknownMark(mark, item);
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

/** The counts once a mark has reached every item but `later` ones. */
export function countsAfterAll(counts: FeedCounts, mark: EngagementMark, later: readonly FeedItem[]): FeedCounts {
  const rest = later.map(contributionOf).reduce(addCounts, NO_COUNTS);
  switch (mark) {
    case "SEEN":
      return { ...counts, unseen: Math.min(counts.unseen, rest.unseen) };
    case "READ":
    case "INTERACTED":
      return {
        total: counts.total,
        unread: Math.min(counts.unread, rest.unread),
        unseen: Math.min(counts.unseen, rest.unseen),
      };
    case "ARCHIVED":
      return {
        total: Math.min(counts.total, rest.total),
        unread: Math.min(counts.unread, rest.unread),
        unseen: Math.min(counts.unseen, rest.unseen),
      };
    case "UNREAD":
      return { ...counts, unread: counts.total };
    case "UNSEEN":
      return { ...counts, unread: counts.total, unseen: counts.total };
    case "UNARCHIVED":
      return counts;
    default:
      return unknownMark(mark, counts);
  }
}

function unknownMark<Value>(_mark: never, value: Value): Value {
  return value;
}
