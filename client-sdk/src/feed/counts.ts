import type { FeedCounts, FeedFilter, FeedItem } from "../types.js";
import { matchesMarks } from "./filter.js";

/** What one item adds to the counts of a list with this filter, whose other parts it is known to match. */
export function contributionOf(item: FeedItem, filter: FeedFilter | undefined): FeedCounts {
  if (!matchesMarks(item, filter)) return NO_COUNTS;
  return { total: 1, unread: item.readAt === null ? 1 : 0, unseen: item.seenAt === null ? 1 : 0 };
}

export const NO_COUNTS: FeedCounts = { total: 0, unread: 0, unseen: 0 };

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
