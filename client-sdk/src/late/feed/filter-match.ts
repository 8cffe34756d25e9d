import { agrees, matchesMarks } from "../../feed/filter.js";
import type { ItemMark } from "../../feed/item-mark.js";
import { canonicalJson, isRecord } from "../../json.js";
import type { FeedFilter, FeedItem } from "../../types.js";

/** Whether an item matches a filter: the same predicate as the server's, for optimistic updates. */
export function matchesFilter(item: FeedItem, filter: FeedFilter | undefined): boolean {
  if (filter === undefined) return matchesMarks(item, filter);
  return (
    matchesMarks(item, filter) &&
    agrees(filter.hasTenant, item.tenant !== null) &&
    isBetween(item.createdAt, filter.createdFrom, filter.createdBefore) &&
    (filter.workflowKeys?.includes(item.workflowKey) ?? true) &&
    (filter.categories?.some((category) => item.categories.includes(category)) ?? true) &&
    (filter.data == null || contains(item.data, filter.data))
  );
}

/** Marks that can reduce counts. */
const TAKING: ReadonlySet<ItemMark> = new Set(["SEEN", "READ", "INTERACTED", "ARCHIVED"]);

/** Whether a list excludes archived and snoozed items. */
export function isUsual(filter: FeedFilter | undefined): boolean {
  return (filter?.archived ?? "EXCLUDE") === "EXCLUDE" && (filter?.snoozed ?? "EXCLUDE") === "EXCLUDE";
}

/**
 * Whether marking all items that match one filter reaches everything that the mark can change in a list with another
 * filter.
 */
export function coversList(list: FeedFilter | undefined, marked: FeedFilter | undefined, mark: ItemMark): boolean {
  if (!TAKING.has(mark)) return false;
  if (isUsual(list) && coversWholeFeed(marked, mark)) return true;
  return canonicalJson(list ?? {}) === canonicalJson(marked ?? {});
}

/** Whether marking all items that match the filter removes everything from the counts that the mark can remove. */
function coversWholeFeed(filter: FeedFilter | undefined, mark: ItemMark): boolean {
  if (filter === undefined) return true;
  if (filter.archived === "ONLY" || filter.snoozed === "ONLY") return false;
  const { workflowKeys, categories, hasTenant, data, createdFrom, createdBefore } = filter;
  if ([workflowKeys, categories, hasTenant, data, createdFrom, createdBefore].some((part) => part != null))
    return false;
  if ((filter.pinned ?? "INCLUDE") !== "INCLUDE") return false;

  // A read item is seen, so the unread items include all unseen ones.
  const isReadCovered = filter.isRead == null || (filter.isRead === false && mark !== "ARCHIVED");
  const isSeenCovered = filter.isSeen == null || (filter.isSeen === false && mark === "SEEN");
  return isReadCovered && isSeenCovered;
}

/** Compares instants, because one instant can be written in several ways. */
function isBetween(at: string, from: string | null | undefined, before: string | null | undefined): boolean {
  const instant = Date.parse(at);
  return (from == null || instant >= Date.parse(from)) && (before == null || instant < Date.parse(before));
}

/** JSON containment as in Postgres: each wanted key and each wanted list element is present. */
function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return Array.isArray(value) && wanted.every((part) => value.some((own) => contains(own, part)));
  }
  if (isRecord(wanted)) {
    return isRecord(value) && Object.entries(wanted).every(([key, part]) => key in value && contains(value[key], part));
  }
  return value === wanted;
}
