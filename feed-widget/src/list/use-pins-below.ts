"use client";
import type { FeedItem, FeedOptions } from "@carillon/client";
import { useEffect, useSyncExternalStore } from "react";
import { useFeedContext } from "../provider/context.js";
import type { FeedState } from "../provider/use-feed.js";
import { hasPins } from "./use-pins.js";

/** Few users pin more, and a page costs as many points of the caller's rate limit as items it may have. */
const PINS_PER_PAGE = 10;
const NONE: readonly FeedItem[] = [];

/**
 * The pinned items below the loaded pages of a list: while older pages exist, a second list of pinned items is kept
 * live.
 */
export function usePinsBelow(state: FeedState): readonly FeedItem[] {
  const { client } = useFeedContext();
  const { options } = state.feed;
  const isDeep = hasPins(options.filter) && state.status === "ready" && state.hasNextPage;
  // Opened only when needed: before and after, this is the list itself.
  const pinned: FeedOptions = { ...options, filter: { ...options.filter, pinned: "ONLY" }, pageSize: PINS_PER_PAGE };
  const below = client.feed(isDeep ? pinned : options);
  useEffect(() => (isDeep ? below.start() : undefined), [below, isDeep]);
  const read = (): readonly FeedItem[] => below.store.getSnapshot().items;
  const items = useSyncExternalStore(below.store.subscribe, read, read);
  useEffect(() => {
    // Loads all pages, because the last pinned item may be the oldest. A failed load is repeated with the next
    // change.
    if (isDeep && below.store.getSnapshot().hasNextPage) below.fetchNextPage().catch(() => undefined);
  }, [below, isDeep, items]);
  return isDeep ? items : NONE;
}
