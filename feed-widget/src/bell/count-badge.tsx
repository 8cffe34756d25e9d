"use client";
import type { ReactElement } from "react";
import { useBellContext } from "../provider/bell-context.js";
import type { CountName } from "../count-name.js";
import { useFeedCounts } from "../provider/use-feed.js";

export interface CountBadgeProps {
  /** `unseen` (the default) is zero once the user has seen the list, `unread` once the user has read all items. */
  readonly count?: CountName;
  /** The highest number; above it, a plus follows. Default: 99. */
  readonly max?: number;
}

/**
 * A badge with a number, for example on a bell; renders nothing at zero. Decorative: the button's name contains the
 * number.
 */
export function CountBadge({ count = "unseen", max = 99 }: CountBadgeProps): ReactElement | null {
  const { locale } = useBellContext();
  const value = useFeedCounts()[count];
  if (value === 0) return null;
  const number = new Intl.NumberFormat(locale).format(Math.min(value, max));
  return (
    <span className="carillon-badge" aria-hidden="true">
      {value > max ? `${number}+` : number}
    </span>
  );
}
