import type { FeedCounts, FeedFilter, FeedItem } from "../types.js";
import { matchesMarks } from "./filter.js";

/**
 * The contribution of one item to the counts of a list with this filter; the item must match the other parts of the filter.
 */
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

/** Items and counts may be of different moments; this avoids negative numbers. */
export function clampCounts({ total, unread, unseen }: FeedCounts): FeedCounts {
  return { total: Math.max(0, total), unread: Math.max(0, unread), unseen: Math.max(0, unseen) };
}
