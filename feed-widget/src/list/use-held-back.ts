"use client";
import type { FeedItem } from "@carillon/client";
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { holdBack, type ListedItems } from "../item/item-parts.js";
import { scrollerOf, sightOf } from "./viewport.js";
import { onScrollAround } from "../watch-place.js";

const AT_TOP_PX = 8;

export interface HeldBack extends ListedItems {
  /** Whether the list is scrolled to its top, where new items are shown at once. */
  readonly isAtTop: boolean;
  /** Shows the held-back items at the top. */
  release(): void;
}

/** Keeps a scrolled list from moving: arrivals wait above it until the user asks for them. */
export function useHeldBack(
  items: readonly FeedItem[],
  box: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
): HeldBack {
  const [heldAfter, setHeldAfter] = useState<string | null>(null);
  const newest = useRef<string | null>(null);
  const newestPosition = items[0]?.position ?? null;
  useLayoutEffect(() => {
    newest.current = newestPosition;
  }, [newestPosition]);

  // Before the list is painted: a reader may scroll the visible list.
  useLayoutEffect(() => {
    const [element, rows] = [box.current, list.current];
    if (element === null || rows === null) return;
    return onScrollAround(element, () => {
      const sight = sightOf(rows, element);
      const isAtTop = element.scrollTop <= AT_TOP_PX && sight.listTop >= sight.top - AT_TOP_PX;
      const shownUpTo = newest.current;
      setHeldAfter((before) => (isAtTop ? null : (before ?? shownUpTo)));
    });
  }, [box, list]);

  const release = useCallback(() => {
    setHeldAfter(null);
    const [element, rows] = [box.current, list.current];
    if (element === null || rows === null) return;
    const { listTop, top } = sightOf(rows, element);
    const scroller = scrollerOf(element);
    element.scrollTop = 0;
    if (scroller !== element) scroller.scrollTop += listTop - top;
  }, [box, list]);
  return { ...holdBack(items, heldAfter), isAtTop: heldAfter === null, release };
}
