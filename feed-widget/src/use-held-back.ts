import type { FeedItem } from "@carillon/client";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { holdBack, type ListedItems } from "./item-parts.js";

const AT_TOP_PX = 8;

export interface HeldBack extends ListedItems {
  /** Whether the list stands at its top, where new items show at once. */
  readonly isAtTop: boolean;
  /** Shows what was held back, at the top. */
  release(): void;
}

/** Keeps a list that was scrolled from moving: what arrives meanwhile waits above it until it is asked for. */
export function useHeldBack(items: readonly FeedItem[], scroller: RefObject<HTMLElement | null>): HeldBack {
  const [heldAfter, setHeldAfter] = useState<string | null>(null);
  const newest = useRef<string | null>(null);
  newest.current = items[0]?.position ?? null;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = (): void => {
      const isAtTop = element.scrollTop <= AT_TOP_PX;
      setHeldAfter((before) => (isAtTop ? null : (before ?? newest.current)));
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroller]);

  const release = useCallback(() => {
    setHeldAfter(null);
    scroller.current?.scrollTo({ top: 0 });
  }, [scroller]);
  return { ...holdBack(items, heldAfter), isAtTop: heldAfter === null, release };
}
