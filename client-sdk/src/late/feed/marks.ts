import { addCounts, contributionOf, NO_COUNTS } from "../../feed/counts.js";
import type { ItemMark, MarkFacts } from "../../feed/item-mark.js";
import type { FeedCounts, FeedFilter, FeedItem } from "../../types.js";

const SHOWN = ["seenAt", "readAt", "interactedAt", "linkClickedAt", "archivedAt", "snoozedUntil", "pinnedAt"] as const;

type Marks = Partial<Pick<FeedItem, (typeof SHOWN)[number]>>;

/** The item after a mark, by the rules of the schema; the same object if nothing changes. */
export function applyMark(item: FeedItem, facts: MarkFacts): FeedItem {
  const marked = { ...item, ...marksAfter(item, facts) };
  return SHOWN.every((name) => marked[name] === item[name]) ? item : marked;
}

function marksAfter(item: FeedItem, { mark, at, until, isLinkClick }: MarkFacts): Marks {
  const { seenAt, readAt, interactedAt, archivedAt, linkClickedAt, pinnedAt } = item;
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
      if (isLinkClick) return { ...read, interactedAt: at, linkClickedAt: at };
      return { ...read, interactedAt: readAt === null ? at : (interactedAt ?? at), linkClickedAt };
    case "ARCHIVED":
      return { archivedAt: archivedAt ?? at, snoozedUntil: null, pinnedAt: null };
    case "UNARCHIVED":
      return { archivedAt: null };
    case "SNOOZED":
      return { snoozedUntil: until ?? at, archivedAt: null };
    case "UNSNOOZED":
      return { snoozedUntil: null };
    case "PINNED":
      return { pinnedAt: pinnedAt ?? at, archivedAt: null };
    case "UNPINNED":
      return { pinnedAt: null };
    default:
      return mark satisfies never;
  }
}

/** Whether the item already has the state after the mark. */
export function satisfiesMark(item: FeedItem, facts: Omit<MarkFacts, "at">): boolean {
  if (facts.mark === "INTERACTED") {
    const { interactedAt, readAt, seenAt, linkClickedAt } = item;
    return [interactedAt, readAt, seenAt, facts.isLinkClick ? linkClickedAt : ""].every((at) => at !== null);
  }
  return applyMark(item, { ...facts, at: item.updatedAt }) === item;
}

/** The counts of a list once a mark that reduces them has reached every item but `later` ones. */
export function countsAfterAll(
  counts: FeedCounts,
  mark: ItemMark,
  { filter, later }: { readonly filter: FeedFilter | undefined; readonly later: readonly FeedItem[] },
): FeedCounts {
  const rest = later.map((item) => contributionOf(item, filter)).reduce(addCounts, NO_COUNTS);
  const least = (name: keyof FeedCounts): number => Math.min(counts[name], rest[name]);
  if (takesOut(mark, filter)) return { total: least("total"), unread: least("unread"), unseen: least("unseen") };
  if (mark === "ARCHIVED") return counts;
  return {
    total: counts.total,
    unread: mark === "SEEN" ? counts.unread : least("unread"),
    unseen: least("unseen"),
  };
}

/** Whether the mark removes items from a list with this filter. */
function takesOut(mark: ItemMark, filter: FeedFilter | undefined): boolean {
  if (mark === "ARCHIVED") return (filter?.archived ?? "EXCLUDE") === "EXCLUDE";
  return filter?.isSeen === false || (filter?.isRead === false && mark !== "SEEN");
}

/** The change of the counts when one copy of an item replaces another. */
export function countsChange(before: FeedItem, after: FeedItem, filter: FeedFilter | undefined): FeedCounts {
  return addCounts(contributionOf(after, filter), negative(contributionOf(before, filter)));
}

export function negative({ total, unread, unseen }: FeedCounts): FeedCounts {
  return { total: -total, unread: -unread, unseen: -unseen };
}
