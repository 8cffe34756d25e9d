"use client";
import type { FeedHandle } from "@carillon/client";
import { type RefObject, useEffect } from "react";
import { canScroll } from "./viewport.js";

/** Starts loading before the reader reaches the end. */
const AHEAD = "240px";

/**
 * Loads older items when the user comes near the end of the list. Without an observer, the list's button does it.
 * `count` is the number of visible items.
 */
export function useLoadMore(
  feed: FeedHandle,
  end: RefObject<HTMLElement | null>,
  box: RefObject<HTMLElement | null>,
  { isWanted, count }: { readonly isWanted: boolean; readonly count: number },
): void {
  useEffect(() => {
    if (!isWanted || typeof IntersectionObserver === "undefined" || end.current === null) return;
    // A box that does not scroll is as long as its list, so that its end is always visible. Then the window is the
    // root.
    const root = box.current !== null && canScroll(box.current) ? box.current : null;
    const observer = new IntersectionObserver(
      (entries) => {
        // The store contains the error, and the button stays.
        if (entries.some((entry) => entry.isIntersecting)) feed.fetchNextPage().catch(() => undefined);
      },
      { root, rootMargin: root === null ? "0px" : `0px 0px ${AHEAD} 0px` },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [feed, end, box, isWanted, count]);
}
