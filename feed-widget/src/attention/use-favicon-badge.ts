"use client";
import { useEffect } from "react";
import type { CountName } from "../count-name.js";
import { useFeedCounts } from "../provider/use-feed.js";
import { drawFavicon, iconUrlOf, ownIconLinks, showIcon } from "./favicon-badge.js";

export interface FaviconBadgeOptions {
  /** The number to show. Default: `unseen`. */
  readonly count?: CountName;
  /** A number up to 9, then `9+`; or a dot. Default: `number`. */
  readonly shows?: "number" | "dot";
  /** Colour of the badge as a CSS colour. Default: `#d0271d`. */
  readonly color?: string;
  /** Colour of the number. Default: `#ffffff`. */
  readonly textColor?: string;
  /** Whether the icon is changed. Default: true. */
  readonly isEnabled?: boolean;
}

/** At 16 pixels, only one digit is readable. */
const MAX = 9;

/**
 * Draws the number of items over the page's icon, and gives the page its own icon back when there is nothing to count, and after the
 * component is gone. Over an icon of another origin that does not allow it, nothing is drawn.
 *
 * @example
 * useFaviconBadge({ shows: "dot" });
 */
export function useFaviconBadge(options: FaviconBadgeOptions = {}): void {
  const { count = "unseen", shows = "number", color = "#d0271d", textColor = "#ffffff", isEnabled = true } = options;
  const value = useFeedCounts()[count];
  const number = value > MAX ? `${MAX}+` : String(value);
  const words = shows === "dot" ? "" : number;
  const isShown = isEnabled && value > 0;
  useEffect(() => {
    if (!isShown) return;
    let restore: (() => void) | null = null;
    let isOver = false;
    void drawFavicon(iconUrlOf(ownIconLinks()), { words, color, textColor }).then((url) => {
      if (!isOver && url !== null) restore = showIcon(url);
    });
    return () => {
      isOver = true;
      restore?.();
    };
  }, [isShown, words, color, textColor]);
}
