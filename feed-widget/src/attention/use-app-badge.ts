"use client";
import { useEffect } from "react";
import type { CountName } from "../count-name.js";
import { useFeedCounts } from "../provider/use-feed.js";

export interface AppBadgeOptions {
  /** The number to show. Default: `unseen`. */
  readonly count?: CountName;
  /** Whether the app's icon is changed. Default: true. */
  readonly isEnabled?: boolean;
}

/** Shows the number of items on the icon of an installed app, if the browser supports it. */
export function useAppBadge({ count = "unseen", isEnabled = true }: AppBadgeOptions = {}): void {
  const value = useFeedCounts()[count];
  useEffect(() => {
    if (!isEnabled || !("setAppBadge" in navigator)) return;
    const quietly = (badge: Promise<void>): void => void badge.catch(() => undefined);
    quietly(value > 0 ? navigator.setAppBadge(value) : navigator.clearAppBadge());
    return () => quietly(navigator.clearAppBadge());
  }, [isEnabled, value]);
}
