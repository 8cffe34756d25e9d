import type { FeedHandle } from "@carillon/client";
import { type RefObject, useEffect } from "react";

/** Starts loading before the reader reaches the end. */
const AHEAD = "240px";

/** Loads older items as the end of the list comes near. Where that cannot be watched, the list's button does it. */
export function useLoadMore(
  feed: FeedHandle,
  end: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  isWanted: boolean,
): void {
  useEffect(() => {
    if (!isWanted || typeof IntersectionObserver === "undefined" || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // The store says why it failed, and the button stays.
        if (entries.some((entry) => entry.isIntersecting)) feed.fetchNextPage().catch(() => undefined);
      },
      { root: scroller.current, rootMargin: `0px 0px ${AHEAD} 0px` },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [feed, end, scroller, isWanted]);
}
