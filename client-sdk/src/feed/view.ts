import type { FeedCounts, FeedItem, FeedSnapshot } from "../types.js";
import { addCounts, clampCounts, contributionOf, NO_COUNTS } from "./counts.js";
import { isWholeFeed, matchesMarks } from "./filter.js";
import type { FeedModel } from "./model.js";

/** Items and counts of a list, as facts or with marks applied. */
export interface Shown {
  readonly items: readonly FeedItem[];
  readonly counts: FeedCounts;
}

/** The confirmed facts. */
export function factsOf({ items, counts, uncounted }: FeedModel): Shown {
  return { items, counts: uncounted.reduce((sum, { change }) => addCounts(sum, change), counts) };
}

/** The visible state of a list; `laid` is the confirmed state if there are no pending marks. */
export function snapshotOf(model: FeedModel, laid = factsOf(model)): FeedSnapshot {
  const { filter } = model;
  const items = laid.items.filter(
    (item, index) => isShown(model, item) && (item === model.items[index] || matchesMarks(item, filter)),
  );
  // The loaded items are all items of a filtered list, or a lower bound.
  const isByItems = !isWholeFeed(filter) && (!model.hasNextPage || model.countsVersion === "");
  return {
    status: model.status,
    items,
    counts: isByItems
      ? items.map((item) => contributionOf(item, filter)).reduce(addCounts, NO_COUNTS)
      : clampCounts(laid.counts),
    areCountsExact: isByItems ? !model.hasNextPage : model.areCountsExact,
    hasNextPage: model.hasNextPage,
    isLoadingMore: model.isLoadingMore,
    isRefetching: model.isRefetching,
    isLive: model.isLive,
    error: model.error,
    version: model.version,
  };
}

function isShown(model: FeedModel, item: FeedItem): boolean {
  return model.floor === null || item.position >= model.floor;
}

/** The next snapshot, reusing unchanged parts of the previous one, so that they are not rendered again. */
export function keepUnchanged(before: FeedSnapshot, next: FeedSnapshot): FeedSnapshot {
  const items = isSame(before.items, next.items) ? before.items : next.items;
  const counts = isSame(before.counts, next.counts) ? before.counts : next.counts;
  const kept = { ...next, items, counts };
  return isSame(before, kept) ? before : kept;
}

/** Whether two lists, or two objects of one shape, contain identical values. */
function isSame(a: object, b: object): boolean {
  const [old, now] = [Object.values(a), Object.values(b)];
  return old.length === now.length && old.every((value, index) => Object.is(value, now[index]));
}
