"use client";
import { useEffect } from "react";
import type { CountName } from "../count-name.js";
import { useFeedCounts } from "../provider/use-feed.js";

export interface AppBadgeOptions {
  /** The number to count; `unseen` by default. */
  readonly count?: CountName;
  /** Whether the app's icon is changed; true by default. */
  readonly isEnabled?: boolean;
}

/** Puts the number of items on the icon of an installed app, where the browser can. */
export function useAppBadge({ count = "unseen", isEnabled = true }: AppBadgeOptions = {}): void {
  const value = useFeedCounts()[count];
  useEffect(() => {
    if (!isEnabled || !("setAppBadge" in navigator)) return;
    const quietly = (badge: Promise<void>): void => void badge.catch(() => undefined);
    quietly(value > 0 ? navigator.setAppBadge(value) : navigator.clearAppBadge());
    return () => quietly(navigator.clearAppBadge());
  }, [isEnabled, value]);
}
