"use client";
import type { FeedItem } from "@carillon/client";
import { actionUrlOf } from "@carillon/client/safety";
import { type KeyboardEvent, type MouseEvent, type ReactElement, type ReactNode, useId, useRef } from "react";
import { CloseIcon, BellIcon } from "../icons.js";
import { Avatar, IconAvatar } from "../item/avatar.js";
import { ContentBlocks, hasLinks } from "../item/feed-content.js";
import type { FeedItemActions } from "../item/item-actions.js";
import { ItemLink, isSelected } from "../item/item-link.js";
import { relativeTime } from "../item/relative-time.js";
import { useNow } from "../item/use-now.js";
import { useFeedContext } from "../provider/context.js";
import { useCountdown } from "./use-countdown.js";
import { useSwipe } from "./use-swipe.js";
import { isElement } from "../dom-nodes.js";

/** Controls for a custom renderer of a toast. */
export interface ToastControls {
  /** Closes the toast; the item does not change. */
  close(): void;
  /** Follows the item's link and marks it, as a click on the toast does. */
  open(event: MouseEvent | KeyboardEvent): void;
}

export interface ToastCardProps {
  readonly item: FeedItem;
  readonly actions: Pick<FeedItemActions, "onOpen" | "onLink">;
  readonly durationMs: number;
  readonly isPaused: boolean;
  readonly render: ((item: FeedItem, controls: ToastControls) => ReactNode) | undefined;
  onClose(): void;
}

/** One item above the page, for a while. A click opens it as in the feed; Escape, the button and a swipe close it. */
export function ToastCard({ item, actions, durationMs, isPaused, render, onClose }: ToastCardProps): ReactElement {
  const { labels, linkSchemes } = useFeedContext();
  const id = useId();
  const link = useRef<HTMLAnchorElement>(null);
  const swipe = useSwipe(onClose);
  useCountdown(durationMs, isPaused, onClose);
  const url = actionUrlOf(item, linkSchemes);

  const open = (event: MouseEvent | KeyboardEvent): void => {
    actions.onOpen(item, event);
    onClose();
  };
  const onClick = (event: MouseEvent): void => {
    const { target, currentTarget } = event;
    if (!isElement(target) || swipe.isMoved()) return;
    const anchor = target.closest<HTMLAnchorElement>(".carillon-text a[href]");
    if (anchor !== null) {
      actions.onLink(item, anchor.getAttribute("href") ?? "", event);
      onClose();
    } else if (target.closest("button, a") === null && !isSelected(currentTarget)) open(event);
  };
  // A link cannot contain another one: in that case it is below the text, which passes clicks on to it.
  const isAround = url !== null && !hasLinks(item);
  const linkAround = (words: ReactNode): ReactNode =>
    url === null ? null : (
      <ItemLink
        href={url}
        labelId={`${id}-what`}
        linkRef={link}
        onFollow={(event) => {
          event.stopPropagation();
          if (swipe.isMoved()) event.preventDefault();
          else open(event);
        }}
      >
        {words}
      </ItemLink>
    );
  const words = (
    <div className="carillon-text">
      <ContentBlocks item={item} />
    </div>
  );
  return (
    <li
      className="carillon-toast"
      data-carillon-item={item.id}
      data-actionable={url !== null || undefined}
      style={swipe.offsetPx === 0 ? undefined : { transform: `translateX(${swipe.offsetPx}px)` }}
      // If there is a link, the link is the Tab stop.
      tabIndex={url === null ? 0 : -1}
      aria-labelledby={`${id}-what`}
      onClick={render ? undefined : onClick}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) open(event);
      }}
      {...swipe.handlers}
    >
      {render ? (
        <div id={`${id}-what`} className="carillon-toast-main">
          {render(item, { close: onClose, open })}
        </div>
      ) : (
        <>
          {isAround ? null : linkAround(null)}
          <Face item={item} />
          <div className="carillon-toast-main">
            <div id={`${id}-what`} className="carillon-content" dir="auto">
              {isAround ? linkAround(words) : words}
            </div>
            <When item={item} />
          </div>
        </>
      )}
      <button
        type="button"
        className="carillon-icon-button carillon-toast-close"
        aria-label={labels.dismiss}
        aria-describedby={`${id}-what`}
        title={labels.dismiss}
        onClick={(event) => {
          event.stopPropagation();
          onClose();
        }}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

function Face({ item }: { readonly item: FeedItem }): ReactElement {
  const [actor] = item.actors ?? [];
  if (actor !== undefined) return <Avatar actor={actor} />;
  return (
    <IconAvatar>
      <BellIcon />
    </IconAvatar>
  );
}

function When({ item }: { readonly item: FeedItem }): ReactElement {
  const { locale } = useFeedContext();
  return (
    <time className="carillon-toast-when" dateTime={item.createdAt}>
      {relativeTime(item.createdAt, useNow(), locale)}
    </time>
  );
}
