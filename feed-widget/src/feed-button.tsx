import { type ButtonHTMLAttributes, forwardRef } from "react";
import { useFeedContext } from "./context.js";
import { BellIcon } from "./icons.js";
import { UnseenBadge, type UnseenBadgeProps } from "./unseen-badge.js";
import { useFeedCounts } from "./use-feed.js";

export interface FeedButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> {
  /** What the badge counts; `unseen` by default. */
  readonly badge?: UnseenBadgeProps["count"];
  /** The highest number on the badge; 99 by default. */
  readonly badgeMax?: number;
}

/**
 * A bell with a badge. Its name holds the number. `FeedPopover` brings one; use it by itself to open something of your own.
 *
 * @example
 * <FeedButton onClick={openMyDrawer} badge="unread" />
 */
export const FeedButton = forwardRef<HTMLButtonElement, FeedButtonProps>(function FeedButton(props, ref) {
  const { badge = "unseen", badgeMax, className, children, ...rest } = props;
  const { labels, theme } = useFeedContext();
  const count = useFeedCounts()[badge];
  return (
    <button
      aria-label={labels.bell(count)}
      {...rest}
      ref={ref}
      type="button"
      data-theme={theme}
      className={["carillon", "carillon-bell", className].filter(Boolean).join(" ")}
    >
      {children ?? <BellIcon />}
      <UnseenBadge count={badge} max={badgeMax} />
    </button>
  );
});
