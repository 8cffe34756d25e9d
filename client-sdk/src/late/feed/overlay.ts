import { addCounts } from "../../feed/counts.js";
import type { FeedModel, PendingMark } from "../../feed/model.js";
import { factsOf, type Shown, snapshotOf } from "../../feed/view.js";
import type { FeedCounts, FeedFilter, FeedItem, FeedSnapshot } from "../../types.js";
import { coversList, matchesFilter } from "./filter-match.js";
import { applyMark, countsAfterAll, countsChange } from "./marks.js";

/** The visible state of a list: the confirmed state with the pending marks applied in order. */
export function viewOf(model: FeedModel): FeedSnapshot {
  const laid = model.pending.reduce((seen, mark) => overlay(seen, mark, model.filter), factsOf(model));
  return snapshotOf(model, laid);
}

/** An item as the reader sees it, or would see it; undefined if it is not loaded. */
export function heldItem(model: FeedModel, id: string): FeedItem | undefined {
  const item = model.items.find((held) => held.id === id);
  return item && model.pending.reduce((seen, mark) => markedBy(mark, seen), item);
}

function overlay(before: Shown, pending: PendingMark, filter: FeedFilter | undefined): Shown {
  const items = before.items.map((item) => markedBy(pending, item));
  return {
    items,
    counts: pending.settledVersion === null ? countsUnder(pending, before, { items, filter }) : before.counts,
  };
}

/** The counts of a list once a mark has been made. */
export function countsUnder(
  { target, mark }: PendingMark,
  before: Shown,
  { items, filter }: { readonly items: readonly FeedItem[]; readonly filter: FeedFilter | undefined },
): FeedCounts {
  if (target.kind === "all" && coversList(filter, target.filter, mark)) {
    const later = items.filter((item) => item.position > target.upToVersion);
    return countsAfterAll(before.counts, mark, { filter, later });
  }
  return before.items.reduce((counts, old, index) => {
    const item = items[index];
    return item === undefined || item === old ? counts : addCounts(counts, countsChange(old, item, filter));
  }, before.counts);
}

/** An item with a mark applied; the same object if the mark does not match it or changes nothing. */
export function markedBy(pending: PendingMark, item: FeedItem): FeedItem {
  return reaches(pending, item) ? applyMark(item, pending) : item;
}

/** Whether a mark can change an item. */
function reaches(pending: PendingMark, item: FeedItem): boolean {
  const { target } = pending;
  if (target.kind === "ids") return target.ids.includes(item.id);
  if (pending.settledVersion !== null && item.version > pending.settledVersion) return false;
  return item.position <= target.upToVersion && matchesFilter(item, target.filter);
}
