"use client";
import { useAppBadge } from "./use-app-badge.js";
import { useFaviconBadge } from "./use-favicon-badge.js";
import { type TitleBadgeOptions, useTitleBadge } from "./use-title-badge.js";

export interface TitleBadgeProps extends TitleBadgeOptions {
  /** Whether the number is also drawn on the page's icon. Default: false. */
  readonly favicon?: boolean;
  /** Whether the icon of an installed app also shows the number. Default: false. */
  readonly appIcon?: boolean;
}

/**
 * The number of items in the page's title, and by option on its icon and on that of an installed app; shows nothing itself.
 *
 * @example
 * <TitleBadge count="unread" favicon />
 */
export function TitleBadge({ favicon = false, appIcon = false, ...options }: TitleBadgeProps): null {
  const { count, isEnabled = true } = options;
  useTitleBadge(options);
  useFaviconBadge({ count, isEnabled: isEnabled && favicon });
  useAppBadge({ count, isEnabled: isEnabled && appIcon });
  return null;
}
