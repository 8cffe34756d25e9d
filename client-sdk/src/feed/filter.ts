import type { EngagementMark } from "../generated/operations.js";
import { isRecord } from "../json.js";
import type { FeedFilter, FeedItem } from "../types.js";

/** Whether an item belongs to a list with this filter; the server's own predicate, for what happens before it answers. */
export function matchesFilter(item: FeedItem, filter: FeedFilter | undefined): boolean {
  if (filter === undefined) return matchesMarks(item, filter);
  return (
    matchesMarks(item, filter) &&
    agrees(filter.hasTenant, item.tenant !== null) &&
    (filter.workflowKeys?.includes(item.workflowKey) ?? true) &&
    (filter.categories?.some((category) => item.categories.includes(category)) ?? true) &&
    (filter.data == null || contains(item.data, filter.data))
  );
}

/** The part of the predicate that marks can change. */
export function matchesMarks(item: FeedItem, filter: FeedFilter | undefined): boolean {
  return (
    matchesArchived(item, filter?.archived ?? "EXCLUDE") &&
    agrees(filter?.isRead, item.readAt !== null) &&
    agrees(filter?.isSeen, item.seenAt !== null)
  );
}

/** Whether marking all that matches the filter takes everything out of the counts that the mark can take out. */
export function coversWholeFeed(filter: FeedFilter | undefined, mark: EngagementMark): boolean {
  if (mark === "UNSEEN" || mark === "UNREAD" || mark === "UNARCHIVED") return false;
  if (filter === undefined) return true;
  if (filter.archived === "ONLY") return false;
  if (filter.workflowKeys != null || filter.categories != null || filter.hasTenant != null || filter.data != null)
    return false;

  // Who has read an item has seen it: the unread ones hold all that are unseen.
  const isReadCovered = filter.isRead == null || (filter.isRead === false && mark !== "ARCHIVED");
  const isSeenCovered = filter.isSeen == null || (filter.isSeen === false && mark === "SEEN");
  return isReadCovered && isSeenCovered;
}

function matchesArchived(item: FeedItem, archived: NonNullable<FeedFilter["archived"]>): boolean {
  if (archived === "INCLUDE") return true;
  return (item.archivedAt !== null) === (archived === "ONLY");
}

function agrees(wanted: boolean | null | undefined, is: boolean): boolean {
  return wanted == null || wanted === is;
}

/** JSON containment as Postgres has it: each key and each list element asked for is there. */
function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(value) && wanted.every((part) => value.some((own) => contains(own, part)));
  }
  if (isRecord(wanted)) {
    return isRecord(value) && Object.entries(wanted).every(([key, part]) => key in value && contains(value[key], part));
  }
  return value === wanted;
}
