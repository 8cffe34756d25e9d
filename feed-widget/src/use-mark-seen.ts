import type { FeedHandle } from "@carillon/client";
import { type RefObject, useEffect, useState } from "react";

/** What was there when the reader looked has been seen, under every tab of the list. */
const EVERYTHING = {};

/** Marks everything as seen while the list is on screen, in a page that is looked at, and nothing is held back above it. */
export function useMarkSeen(
  feed: FeedHandle,
  list: RefObject<HTMLElement | null>,
  when: { readonly isWanted: boolean; readonly unseenCount: number },
): void {
  const isLookedAt = useIsLookedAt(list);
  const isDue = when.isWanted && isLookedAt && when.unseenCount > 0;
  useEffect(() => {
    // A mark that fails changes nothing to see; the next arrival or visit tries again.
    if (isDue) feed.markAll("SEEN", { filter: EVERYTHING }).catch(() => undefined);
  }, [feed, isDue, when.unseenCount]);
}

function useIsLookedAt(element: RefObject<HTMLElement | null>): boolean {
  const [isOnScreen, setIsOnScreen] = useState(typeof IntersectionObserver === "undefined");
  const [isPageVisible, setIsPageVisible] = useState(false);
  useEffect(() => {
    const read = (): void => setIsPageVisible(document.visibilityState === "visible");
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, []);
  useEffect(() => {
    if (typeof IntersectionObserver === "undefined" || element.current === null) return;
    const observer = new IntersectionObserver((entries) => setIsOnScreen(entries.at(-1)?.isIntersecting === true));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isOnScreen && isPageVisible;
}
