import type { FeedCounts, FeedItem } from "../types.js";
import { isWholeFeed } from "./filter.js";
import type { FeedEvent, FeedHead, FeedModel, FeedPage } from "./model.js";

/**
 * The next state of a list after a page event. Pure; tolerates duplicate and late events. `reduceFeed`, which is loaded with
 * the live connection and the marks, handles the other events.
 */
export function reducePages(model: FeedModel, event: FeedEvent): FeedModel {
  switch (event.type) {
    case "loadStarted":
      return startLoad(model);
    case "nextPageStarted":
      return { ...model, isLoadingMore: true };
    case "pageCached":
      return event.generation === model.generation ? showCached(model, event.page) : model;
    case "pageLoaded":
      return event.generation === model.generation ? replaceItems(model, event.page) : model;
    case "nextPageLoaded":
      return event.generation === model.generation ? appendItems(model, event.page) : model;
    case "loadFailed":
      return event.generation === model.generation ? failLoad(model, event.error) : model;
    case "lineLost":
      return model.isLive ? { ...model, isLive: false } : model;
    default:
      return model;
  }
}

/** A list that starts with a page, for example a prefetched one. Unchanged if `page` is null. */
export function modelWith(model: FeedModel, page: FeedPage | null): FeedModel {
  return page === null ? model : reducePages(model, { type: "pageLoaded", generation: model.generation, page });
}

function startLoad(model: FeedModel): FeedModel {
  return {
    ...model,
    generation: model.generation + 1,
    // A failed list stays in the state `error` until it has loaded, so that nothing flickers during retries.
    status: model.status === "idle" ? "loading" : model.status,
    isRefetching: model.status !== "idle",
    isLoadingMore: false,
    needsPage: false,
  };
}

function failLoad(model: FeedModel, error: FeedModel["error"]): FeedModel {
  const status = model.status === "ready" ? "ready" : "error";
  return { ...model, status, error: sameError(model.error, error), isRefetching: false, isLoadingMore: false };
}

/** The previous error object if the error is the same, so that nobody is notified twice. */
export function sameError(before: FeedModel["error"], now: FeedModel["error"]): FeedModel["error"] {
  return before?.code === now?.code && before?.message === now?.message ? before : now;
}

/** Shows the page of an earlier visit until the server's page arrives. */
function showCached(model: FeedModel, page: FeedPage): FeedModel {
  if (model.version !== null) return model;
  return { ...replaceItems(model, page), isRefetching: model.status === "loading", error: model.error };
}

function replaceItems(model: FeedModel, page: FeedPage): FeedModel {
  // Live changes after the page was read stay; everything else comes from the page.
  const newer = model.items.filter((item) => item.version > page.head.version);
  const goneAt = new Map([...model.goneAt].filter(([, version]) => version > page.head.version));
  const items = upsert(newer, page.items, goneAt);
  return dropSettled({
    ...takeHead({ ...model, goneAt, items, isRefetching: false }, page.head),
    ...pageEnd(page, null),
    mustCount: !isWholeFeed(model.filter),
    version: later(model.version, page.head.version),
    status: "ready",
    error: null,
  });
}

function appendItems(model: FeedModel, page: FeedPage): FeedModel {
  // The version stays: items loaded earlier are not yet known to be as new as this page.
  const items = upsert(model.items, page.items, model.goneAt);
  return {
    ...takeHead({ ...model, items }, page.head),
    ...pageEnd(page, model.floor),
    isLoadingMore: false,
    error: null,
  };
}

function pageEnd(page: FeedPage, floor: string | null): Pick<FeedModel, "floor" | "endCursor" | "hasNextPage"> {
  const last = page.items.at(-1)?.position ?? floor;
  return { floor: page.hasNextPage ? last : null, endCursor: page.endCursor, hasNextPage: page.hasNextPage };
}

/** Takes the counts of an answer, if they are of this list and no later ones are known. */
export function takeHead(model: FeedModel, { id, counts, version }: FeedHead): FeedModel {
  if (!isWholeFeed(model.filter)) return { ...model, feedId: id };
  return takeCounts({ ...model, feedId: id }, { counts, version, isExact: true });
}

export function takeCounts(
  model: FeedModel,
  { counts, version, isExact }: { readonly counts: FeedCounts; readonly version: string; readonly isExact: boolean },
): FeedModel {
  if (version < model.countsVersion) return model;
  return {
    ...model,
    counts,
    countsVersion: version,
    areCountsExact: isExact,
    // Later changes are counted next time.
    mustCount: model.mustCount && version < (model.version ?? ""),
    uncounted: model.uncounted.filter((each) => each.version > version),
  };
}

/** Keeps a pending mark-all visible until the server has sent the items that it changed. */
export function dropSettled(model: FeedModel): FeedModel {
  const { version, pending } = model;
  if (version === null || pending.every(({ settledVersion }) => settledVersion === null)) return model;
  return {
    ...model,
    pending: pending.filter(({ settledVersion }) => settledVersion === null || settledVersion > version),
  };
}

/** The later copy of each item, sorted by position, newest first. */
export function upsert(
  held: readonly FeedItem[],
  incoming: readonly FeedItem[],
  goneAt: ReadonlyMap<string, string>,
): readonly FeedItem[] {
  const fresh = new Map(
    incoming.filter(({ id, version }) => version > (goneAt.get(id) ?? "")).map((item) => [item.id, item]),
  );
  if (fresh.size === 0) return held;

  const updated = held.map((item) => {
    const other = fresh.get(item.id);
    fresh.delete(item.id);
    return other !== undefined && other.version > item.version ? other : item;
  });
  return [...updated, ...fresh.values()].sort((a, b) => (a.position < b.position ? 1 : -1));
}

export function later(known: string | null, version: string): string {
  return known !== null && known > version ? known : version;
}
