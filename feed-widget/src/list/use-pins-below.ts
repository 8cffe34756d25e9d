"use client";
import type { FeedItem, FeedOptions } from "@carillon/client";
import { useEffect, useSyncExternalStore } from "react";
import { useFeedContext } from "../provider/context.js";
import type { FeedState } from "../provider/use-feed.js";
import { hasPins } from "./use-pins.js";

/** Few people pin more: a page costs as many points of the caller's rate limit as items it may have. */
const PINS_PER_PAGE = 10;
const NONE: readonly FeedItem[] = [];

/** The pinned items below the pages of a list that are loaded: while older pages are left, a second list of pinned items alone is kept live. */
export function usePinsBelow(state: FeedState): readonly FeedItem[] {
  const { client } = useFeedContext();
  const { options } = state.feed;
  const isDeep = hasPins(options.filter) && state.status === "ready" && state.hasNextPage;
  // Opened when it is needed: until then, and after, this is the list itself.
  const pinned: FeedOptions = { ...options, filter: { ...options.filter, pinned: "ONLY" }, pageSize: PINS_PER_PAGE };
  const below = client.feed(isDeep ? pinned : options);
  useEffect(() => (isDeep ? below.start() : undefined), [below, isDeep]);
  const read = (): readonly FeedItem[] => below.store.getSnapshot().items;
  const items = useSyncExternalStore(below.store.subscribe, read, read);
  useEffect(() => {
    // All of them, since the last pinned may be the oldest. What fails is asked for again with the next change.
    if (isDeep && below.store.getSnapshot().hasNextPage) below.fetchNextPage().catch(() => undefined);
  }, [below, isDeep, items]);
  return isDeep ? items : NONE;
}
