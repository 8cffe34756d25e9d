import type { FeedItem } from "../types.js";
import { matchesMarks } from "./filter.js";
import { countsChange } from "./marks.js";
import type { FeedChange, FeedEvent, FeedHead, FeedModel, FeedPage } from "./model.js";

// Enough for any page or mark that is on its way while items leave; older entries guard against nothing.
const MAX_GONE = 1000;

/** What a list becomes when something happens to it. Pure; safe against doubled and late events. */
export function reduceFeed(model: FeedModel, event: FeedEvent): FeedModel {
  switch (event.type) {
    case "loadStarted":
      return startLoad(model);
    case "nextPageStarted":
      return { ...model, isLoadingMore: true };
    case "pageLoaded":
      return event.generation === model.generation ? replaceItems(model, event.page) : model;
    case "nextPageLoaded":
      return event.generation === model.generation ? appendItems(model, event.page) : model;
    case "loadFailed":
      return event.generation === model.generation ? failLoad(model, event.error) : model;
    case "changeReceived":
      return event.change.isReset ? reset(model, event.change) : applyChange(model, event.change);
    case "lineLost":
      return model.isLive ? { ...model, isLive: false } : model;
    case "liveRefused":
      return { ...model, isLive: false, error: event.error };
    case "markStarted":
      return { ...model, pending: [...model.pending.filter(({ id }) => id !== event.mark.id), event.mark] };
    case "markSettled":
      return settleMark(model, event.id, event.items, event.heads);
    case "markFailed":
      return { ...model, pending: model.pending.filter(({ id }) => id !== event.id) };
    default:
      return event satisfies never;
  }
}

function startLoad(model: FeedModel): FeedModel {
  const isFirst = model.status !== "ready";
  return {
    ...model,
    generation: model.generation + 1,
    status: isFirst ? "loading" : "ready",
    isRefetching: !isFirst,
    isLoadingMore: false,
    needsPage: false,
  };
}

function failLoad(model: FeedModel, error: FeedModel["error"]): FeedModel {
  const status = model.status === "ready" ? "ready" : "error";
  return { ...model, status, error, isRefetching: false, isLoadingMore: false };
}

function replaceItems(model: FeedModel, page: FeedPage): FeedModel {
  // What arrived live after the page was read stays; all else is as the page says.
  const newer = model.items.filter((item) => item.version > page.head.version);
  const goneAt = new Map([...model.goneAt].filter(([, version]) => version > page.head.version));
  const items = upsert(newer, page.items, goneAt);
  return dropSettled({
    ...takeHead({ ...model, goneAt, items, isRefetching: false }, page.head),
    ...pageEnd(page, null),
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

/**
 * What is held stays in sight until the page has come, but for what is newer than the feed says it is: that is of a feed
 * that was deleted, or of a history that a restored backup knows nothing of, and no page would take it away.
 */
function reset(model: FeedModel, { feed }: FeedChange): FeedModel {
  const isKnown = (version: string | null): boolean => version === null || version <= feed.version;
  return {
    ...model,
    items: model.items.filter((item) => isKnown(item.version)),
    goneAt: new Map([...model.goneAt].filter(([, version]) => isKnown(version))),
    pending: model.pending.filter(({ settledVersion }) => isKnown(settledVersion)),
    generation: model.generation + 1,
    needsPage: true,
    isLoadingMore: false,
    isLive: true,
    feedId: feed.id,
    version: feed.version,
    counts: feed.counts,
    countsVersion: feed.version,
    uncounted: [],
  };
}

function applyChange(model: FeedModel, change: FeedChange): FeedModel {
  const { version } = change.feed;
  const goneAt = withGone(model.goneAt, change.removedIds, version);
  const removed = new Set(change.removedIds);
  const kept = model.items.filter((item) => !removed.has(item.id) || item.version > version);
  return dropSettled({
    ...takeHead({ ...model, goneAt, items: upsert(kept, change.items, goneAt) }, change.feed),
    version: later(model.version, version),
    isLive: true,
    error: model.status === "ready" ? null : model.error,
  });
}

function settleMark(model: FeedModel, id: string, items: readonly FeedItem[], heads: readonly FeedHead[]): FeedModel {
  const head = heads.find((feed) => feed.id === model.feedId);
  const updated = items.length === 0 ? model : updateHeld(model, items);
  const pending = model.pending.flatMap((mark) => {
    if (mark.id !== id) return [mark];
    return mark.target.kind === "all" && head !== undefined ? [{ ...mark, settledVersion: head.version }] : [];
  });
  return dropSettled({ ...(head === undefined ? updated : takeHead(updated, head)), pending });
}

/** Items from elsewhere than the feed's own sequence: only held ones, since nothing says whether others belong to this list. */
function updateHeld(model: FeedModel, incoming: readonly FeedItem[]): FeedModel {
  const byId = new Map(incoming.map((item) => [item.id, item]));
  const uncounted = [...model.uncounted];
  const goneAt = new Map(model.goneAt);
  const items = model.items.flatMap((held) => {
    const item = byId.get(held.id);
    if (item === undefined || item.version <= held.version) return [held];

    if (item.version > model.countsVersion) uncounted.push({ version: item.version, change: countsChange(held, item) });
    if (matchesMarks(item, model.filter)) return [item];

    goneAt.set(item.id, item.version);
    return [];
  });
  return { ...model, items, goneAt: capped(goneAt), uncounted };
}

/** Takes the counts of an answer unless later ones are known. */
function takeHead(model: FeedModel, head: FeedHead): FeedModel {
  if (head.version < model.countsVersion) return model;
  return {
    ...model,
    feedId: head.id,
    counts: head.counts,
    countsVersion: head.version,
    uncounted: model.uncounted.filter(({ version }) => version > head.version),
  };
}

/** Marks of all are shown until the items have come that they changed. */
function dropSettled(model: FeedModel): FeedModel {
  const { version, pending } = model;
  if (version === null || pending.every(({ settledVersion }) => settledVersion === null)) return model;
  return {
    ...model,
    pending: pending.filter(({ settledVersion }) => settledVersion === null || settledVersion > version),
  };
}

/** The later copy of each item, sorted by position, newest first. */
function upsert(
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

function withGone(
  goneAt: ReadonlyMap<string, string>,
  ids: readonly string[],
  version: string,
): ReadonlyMap<string, string> {
  if (ids.length === 0) return goneAt;
  const next = new Map(goneAt);
  for (const id of ids) next.set(id, later(goneAt.get(id) ?? null, version));
  return capped(next);
}

function capped(map: Map<string, string>): ReadonlyMap<string, string> {
  return map.size <= MAX_GONE ? map : new Map([...map].slice(-MAX_GONE));
}

function later(known: string | null, version: string): string {
  return known !== null && known > version ? known : version;
}
