"use client";
import type { FeedFilter, FeedItem } from "@carillon/client";
import { useMemo, useState } from "react";
import type { FeedState } from "../provider/use-feed.js";
import { withPinsOnTop } from "./pinned-section.js";

/** A list with its pinned items at the top. */
export interface Pins {
  /** The visible items in order, the pinned ones first. */
  readonly shown: readonly FeedItem[];
  /** The items that are not pinned. */
  readonly rest: readonly FeedItem[];
  /** Number of items in the pinned section. */
  readonly shownCount: number;
  /** The total number of pinned items. */
  readonly totalCount: number;
  readonly areAllShown: boolean;
  onToggleAll(): void;
}

/**
 * Moves pinned items to the top of a list. Those on its loaded pages are moved at once; `below` are the pinned items
 * further down.
 */
export function usePins(state: FeedState, shown: readonly FeedItem[], below: readonly FeedItem[]): Pins {
  const isWanted = hasPins(state.feed.options.filter);
  const [areAllShown, setAllShown] = useState(false);
  return useMemo(() => {
    const section = isWanted
      ? withPinsOnTop(shown, below, areAllShown)
      : { shown, rest: shown, shownCount: 0, totalCount: 0 };
    return { ...section, areAllShown, onToggleAll: () => setAllShown(!areAllShown) };
  }, [isWanted, shown, below, areAllShown]);
}

/** Lists of snoozed and archived items, and the host's own lists of pinned items, keep their order. */
export function hasPins(filter: FeedFilter | undefined): boolean {
  const isUsual = (part: FeedFilter["archived"] | null): boolean => (part ?? "EXCLUDE") === "EXCLUDE";
  return isUsual(filter?.archived) && isUsual(filter?.snoozed) && (filter?.pinned ?? "INCLUDE") === "INCLUDE";
}
