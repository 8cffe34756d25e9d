import { contributionOf } from "../../feed/counts.js";
import { isWholeFeed, matchesMarks } from "../../feed/filter.js";
import type { FeedChange, FeedEvent, FeedHead, FeedModel, PendingMark } from "../../feed/model.js";
import { dropSettled, later, reducePages, sameError, takeCounts, takeHead, upsert } from "../../feed/reducer.js";
import { factsOf } from "../../feed/view.js";
import type { FeedItem } from "../../types.js";
import { countsChange, negative } from "./marks.js";
import { countsUnder, markedBy } from "./overlay.js";

// Enough for any page or mark in flight while items leave; older entries are not needed.
const MAX_GONE = 1000;

/** The next state of a list after an event. Pure; tolerates duplicate and late events. */
export function reduceFeed(model: FeedModel, event: FeedEvent): FeedModel {
  switch (event.type) {
    case "counted":
      return takeCounts(model, event);
    case "changeReceived":
      return event.change.isReset ? reset(model, event.change) : applyChange(model, event.change);
    case "liveRefused":
      return { ...model, isLive: false, error: sameError(model.error, event.error) };
    case "markStarted":
      return { ...model, pending: [...model.pending.filter(({ id }) => id !== event.mark.id), event.mark] };
    case "markSettled":
      return settleMark(model, event.id, event.items, event.heads);
    case "markFailed":
      return { ...model, pending: model.pending.filter(({ id }) => id !== event.id) };
    default:
      return reducePages(model, event);
  }
}

/**
 * Items stay visible until the page has loaded, except items newer than the feed's version: those belong to a deleted feed,
 * or to a history before a backup was restored, and no page would remove them.
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
    counts: isWholeFeed(model.filter) ? feed.counts : model.counts,
    countsVersion: isWholeFeed(model.filter) || model.countsVersion !== "" ? feed.version : "",
    uncounted: [],
  };
}

function applyChange(model: FeedModel, change: FeedChange): FeedModel {
  const { version } = change.feed;
  const goneAt = withGone(model.goneAt, change.removedIds, version);
  const removed = new Set(change.removedIds);
  const kept = model.items.filter((item) => !removed.has(item.id) || item.version > version);
  const counted = isWholeFeed(model.filter) ? model : countChange(model, change);
  return dropSettled({
    ...takeHead({ ...counted, goneAt, items: upsert(kept, change.items, goneAt) }, change.feed),
    version: later(model.version, version),
    isLive: true,
    error: model.status === "ready" ? null : model.error,
  });
}

function settleMark(model: FeedModel, id: string, items: readonly FeedItem[], heads: readonly FeedHead[]): FeedModel {
  const head = heads.find((feed) => feed.id === model.feedId);
  const updated = items.length === 0 ? model : updateHeld(model, items);
  const done = model.pending.find((mark) => mark.id === id && mark.target.kind === "all");
  const pending = model.pending.flatMap((mark) => {
    if (mark.id !== id) return [mark];
    return done !== undefined && head !== undefined ? [{ ...mark, settledVersion: head.version }] : [];
  });
  if (head === undefined) return dropSettled({ ...updated, pending });
  const counted = done === undefined || isWholeFeed(model.filter) ? updated : countMarked(updated, done, head);
  return dropSettled({ ...takeHead(counted, head), pending });
}

/**
 * The answer to a mark of all contains nothing about filtered lists: they show the predicted result until they are
 * counted.
 */
function countMarked(model: FeedModel, mark: PendingMark, { version }: FeedHead): FeedModel {
  if (model.countsVersion === "" || version < model.countsVersion) return model;
  const { filter } = model;
  const facts = factsOf(model);
  const items = facts.items.map((item) => markedBy(mark, item));
  return {
    ...model,
    counts: countsUnder(mark, facts, { items, filter }),
    countsVersion: version,
    uncounted: [],
    mustCount: true,
  };
}

/**
 * Items from outside the feed's own sequence: only loaded ones are updated, because the others may not belong to this
 * list.
 */
function updateHeld(model: FeedModel, incoming: readonly FeedItem[]): FeedModel {
  const byId = new Map(incoming.map((item) => [item.id, item]));
  const uncounted = [...model.uncounted];
  const goneAt = new Map(model.goneAt);
  const items = model.items.flatMap((held) => {
    const item = byId.get(held.id);
    if (item === undefined || item.version <= held.version) return [held];

    if (item.version > model.countsVersion)
      uncounted.push({ version: item.version, change: countsChange(held, item, model.filter) });
    if (matchesMarks(item, model.filter)) return [item];

    goneAt.set(item.id, item.version);
    return [];
  });
  return { ...model, items, goneAt: capped(goneAt), uncounted };
}

/** Applies a change to the counts of a filtered list as far as possible; the server is asked for the rest. */
function countChange(model: FeedModel, { feed, items, removedIds }: FeedChange): FeedModel {
  const { filter, version: known } = model;
  const held = new Map(model.items.map((item) => [item.id, item]));
  const uncounted = [...model.uncounted];
  let mustCount = model.mustCount;
  for (const item of items) {
    const old = held.get(item.id);
    if (item.version <= model.countsVersion) continue;
    if (old === undefined) {
      if (known === null || item.position <= known) mustCount = true;
      else uncounted.push({ version: item.version, change: contributionOf(item, filter) });
    } else if (item.version > old.version) {
      uncounted.push({ version: item.version, change: countsChange(old, item, filter) });
    }
  }
  for (const id of removedIds) {
    const old = held.get(id);
    if (old === undefined) mustCount ||= !model.goneAt.has(id);
    else if (old.version <= feed.version)
      uncounted.push({ version: feed.version, change: negative(contributionOf(old, filter)) });
  }
  return { ...model, uncounted, mustCount };
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
