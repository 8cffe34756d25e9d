import type { FeedCounts, FeedItem, FeedSnapshot } from "../types.js";
import { coversWholeFeed, matchesFilter, matchesMarks } from "./filter.js";
import { addCounts, applyMark, clampCounts, countsAfterAll, countsChange } from "./marks.js";
import type { FeedModel, PendingMark } from "./model.js";

/** What a list shows: the confirmed facts with the pending marks laid over them, in the order they were made. */
export function viewOf(model: FeedModel): FeedSnapshot {
  const counted = model.uncounted.reduce((counts, { change }) => addCounts(counts, change), model.counts);
  const { items, counts } = model.pending.reduce(overlay, { items: model.items, counts: counted });
  return {
    status: model.status,
    items: items.filter(
      (item, index) => isShown(model, item) && (item === model.items[index] || matchesMarks(item, model.filter)),
    ),
    counts: clampCounts(counts),
    hasNextPage: model.hasNextPage,
    isLoadingMore: model.isLoadingMore,
    isRefetching: model.isRefetching,
    isLive: model.isLive,
    error: model.error,
    version: model.version,
  };
}

/** An item as the reader sees it, or would if it were shown; undefined if it is not held. */
export function heldItem(model: FeedModel, id: string): FeedItem | undefined {
  const item = model.items.find((held) => held.id === id);
  return (
    item &&
    model.pending.reduce((seen, mark) => (reaches(mark, seen) ? applyMark(seen, mark.mark, mark.at) : seen), item)
  );
}

interface Overlay {
  readonly items: readonly FeedItem[];
  readonly counts: FeedCounts;
}

function overlay(before: Overlay, pending: PendingMark): Overlay {
  const items = before.items.map((item) => (reaches(pending, item) ? applyMark(item, pending.mark, pending.at) : item));
  return { items, counts: countsUnder(pending, before, items) };
}

function countsUnder(pending: PendingMark, before: Overlay, items: readonly FeedItem[]): FeedCounts {
  const { target, mark } = pending;
  if (pending.settledVersion !== null) return before.counts;
  if (target.kind === "all" && coversWholeFeed(target.filter, mark)) {
    return countsAfterAll(
      before.counts,
      mark,
      items.filter((item) => item.position > target.upToVersion),
    );
  }
  return before.items.reduce((counts, old, index) => {
    const item = items[index];
    return item === undefined || item === old ? counts : addCounts(counts, countsChange(old, item));
  }, before.counts);
}

function reaches(pending: PendingMark, item: FeedItem): boolean {
  const { target } = pending;
  if (target.kind === "ids") return target.ids.includes(item.id);
  if (pending.settledVersion !== null && item.version > pending.settledVersion) return false;
  return item.position <= target.upToVersion && matchesFilter(item, target.filter);
}

function isShown(model: FeedModel, item: FeedItem): boolean {
  return model.floor === null || item.position >= model.floor;
}

/** The next snapshot with whatever did not change kept as it was, so that nobody draws it again. */
export function keepUnchanged(before: FeedSnapshot, next: FeedSnapshot): FeedSnapshot {
  const items = isSame(before.items, next.items) ? before.items : next.items;
  const counts = isSame(before.counts, next.counts) ? before.counts : next.counts;
  const kept = { ...next, items, counts };
  return isSame(before, kept) ? before : kept;
}

/** Whether two lists, or two objects of one shape, hold the very same values. */
function isSame(a: object, b: object): boolean {
  const [old, now] = [Object.values(a), Object.values(b)];
  return old.length === now.length && old.every((value, index) => Object.is(value, now[index]));
}
