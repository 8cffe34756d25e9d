import type { FeedFilter, FeedItem } from "../types.js";

/** Whether the filter matches all items except archived ones; the server keeps the counts of such lists. */
export function isWholeFeed(filter: FeedFilter | undefined): boolean {
  const { pinned, ...others } = filter ?? {};
  if (pinned != null && pinned !== "INCLUDE") return false;
  return Object.values(others).every((value) => value == null || value === "EXCLUDE");
}

/** The part of the predicate that marks can change. */
export function matchesMarks(item: FeedItem, filter: FeedFilter | undefined): boolean {
  return (
    isWanted(item.archivedAt !== null, filter?.archived) &&
    isWanted(item.snoozedUntil !== null, filter?.snoozed) &&
    isWanted(item.pinnedAt !== null, filter?.pinned ?? "INCLUDE") &&
    agrees(filter?.isRead, item.readAt !== null) &&
    agrees(filter?.isSeen, item.seenAt !== null)
  );
}

function isWanted(is: boolean, part: FeedFilter["archived"]): boolean {
  return part === "INCLUDE" || is === (part === "ONLY");
}

/** Whether an optional part of a filter matches. */
export function agrees(wanted: boolean | null | undefined, is: boolean): boolean {
  return wanted == null || wanted === is;
}
