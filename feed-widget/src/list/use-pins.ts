"use client";
import type { FeedFilter, FeedItem, FeedOptions } from "@carillon/client";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useFeedContext } from "../provider/context.js";
import type { FeedState } from "../provider/use-feed.js";
import { withPinsOnTop } from "./pinned-section.js";

/** Few people pin more: a page costs as many points of the caller's rate limit as items it may have. */
const PINS_PER_PAGE = 10;

/** A list with its pinned items on top. */
export interface Pins {
  /** What the list shows, in the order shown; the pinned ones first. */
  readonly shown: readonly FeedItem[];
  /** The others. */
  readonly rest: readonly FeedItem[];
  /** How many of them stand in the section on top. */
  readonly shownCount: number;
  /** How many are pinned in all. */
  readonly totalCount: number;
  readonly areAllShown: boolean;
  onToggleAll(): void;
}

/**
 * Puts pinned items on top of a list. Those on its loaded pages are there at once; while older pages are left, a second
 * list of pinned items alone is kept live, for those that lie further down.
 */
export function usePins(state: FeedState, shown: readonly FeedItem[]): Pins {
  const { client } = useFeedContext();
  const { options } = state.feed;
  const isWanted = hasSection(options.filter);
  const isDeep = isWanted && state.status === "ready" && state.hasNextPage;
  const [areAllShown, setAllShown] = useState(false);
  // Opened when it is needed: until then, and after, this is the list itself.
  const pinned: FeedOptions = { ...options, filter: { ...options.filter, pinned: "ONLY" }, pageSize: PINS_PER_PAGE };
  const below = client.feed(isDeep ? pinned : options);
  useEffect(() => (isDeep ? below.start() : undefined), [below, isDeep]);
  const read = (): readonly FeedItem[] => below.store.getSnapshot().items;
  const further = useSyncExternalStore(below.store.subscribe, read, read);
  useEffect(() => {
    // All of them, since the last pinned may be the oldest. What fails is asked for again with the next change.
    if (isDeep && below.store.getSnapshot().hasNextPage) below.fetchNextPage().catch(() => undefined);
  }, [below, isDeep, further]);
  return useMemo(() => {
    const section = isWanted
      ? withPinsOnTop(shown, isDeep ? further : [], areAllShown)
      : { shown, rest: shown, shownCount: 0, totalCount: 0 };
    return { ...section, areAllShown, onToggleAll: () => setAllShown(!areAllShown) };
  }, [isWanted, isDeep, shown, further, areAllShown]);
}

/** Lists of snoozed and archived items keep their order, and so do those that the host has made of pinned ones. */
function hasSection(filter: FeedFilter | undefined): boolean {
  const isUsual = (part: FeedFilter["archived"] | null): boolean => (part ?? "EXCLUDE") === "EXCLUDE";
  return isUsual(filter?.archived) && isUsual(filter?.snoozed) && (filter?.pinned ?? "INCLUDE") === "INCLUDE";
}
