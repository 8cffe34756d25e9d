"use client";
import { type ButtonHTMLAttributes, forwardRef } from "react";
import { useBellContext } from "../provider/bell-context.js";
import { Announcer } from "../feed/announcer.js";
import { BellIcon } from "../icons.js";
import { CountBadge, type CountBadgeProps } from "./count-badge.js";
import { useFeedCounts } from "../provider/use-feed.js";

export interface FeedBellProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "type"> {
  /** The number on the badge. Default: `unseen`. */
  readonly badge?: CountBadgeProps["count"];
  /** The highest number on the badge. Default: 99. */
  readonly badgeMax?: number;
}

/**
 * A bell with a badge. Its name holds the number. `FeedPopover` brings one; use it by itself to open something of your own.
 *
 * @example
 * <FeedBell onClick={openMyDrawer} badge="unread" />
 */
export const FeedBell = forwardRef<HTMLButtonElement, FeedBellProps>(function FeedBell(props, ref) {
  const { badge = "unseen", badgeMax, className, children, ...rest } = props;
  const { bellLabels: labels, theme } = useBellContext();
  const count = useFeedCounts()[badge];
  return (
    <>
      <button
        aria-label={labels.bell(count, badge)}
        {...rest}
        ref={ref}
        type="button"
        data-theme={theme}
        data-carillon-own={className ? "" : undefined}
        className={["carillon", "carillon-bell", className].filter(Boolean).join(" ")}
      >
        {children ?? <BellIcon />}
        <CountBadge count={badge} max={badgeMax} />
      </button>
      <Announcer />
    </>
  );
});
