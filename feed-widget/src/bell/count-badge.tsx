"use client";
import type { ReactElement } from "react";
import { useBellContext } from "../provider/bell-context.js";
import type { CountName } from "../count-name.js";
import { useFeedCounts } from "../provider/use-feed.js";

export interface CountBadgeProps {
  /** `unseen` (the default) is gone once the reader has looked, `unread` once they have read. */
  readonly count?: CountName;
  /** The highest number shown; above it a plus. 99 by default. */
  readonly max?: number;
}

/** A number on something, such as a bell; nothing at zero. Decorative: its button says the number in its name. */
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
