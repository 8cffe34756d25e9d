import type { ReactElement } from "react";
import { useFeedContext } from "./context.js";
import { useFeedCounts } from "./use-feed.js";

/** Which of a feed's exact counts a badge shows. */
export type BadgeCount = "unseen" | "unread" | "total";

export interface UnseenBadgeProps {
  /** `unseen` (the default) is gone once the reader has looked, `unread` once they have read. */
  readonly count?: BadgeCount;
  /** The highest number shown; above it a plus. 99 by default. */
  readonly max?: number;
}

/** A number on something, such as a bell; nothing at zero. Decorative: its button says the number in its name. */
export function UnseenBadge({ count = "unseen", max = 99 }: UnseenBadgeProps): ReactElement | null {
  const { locale } = useFeedContext();
  const value = useFeedCounts()[count];
  if (value === 0) return null;
  const number = new Intl.NumberFormat(locale).format(Math.min(value, max));
  return (
    <span className="carillon-badge" aria-hidden="true">
      {value > max ? `${number}+` : number}
    </span>
  );
}
