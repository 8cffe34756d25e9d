import type { CarillonErrorLike, FeedButton, FeedHandle, FeedItem } from "@carillon/client";
import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from "react";
import type { FeedItemActions } from "./feed-item.js";
import { actionUrlOf } from "./item-parts.js";

/** What an application may add to, or do in place of, what the widget does. */
export interface FeedActionHandlers {
  /** Called before an item opens; `event.preventDefault()` keeps the widget from following its URL. */
  readonly onItemClick?: (item: FeedItem, event: MouseEvent | KeyboardEvent) => void;
  /** Called when a button of an item is chosen; `event.preventDefault()` keeps the browser from following its URL. */
  readonly onButtonClick?: (item: FeedItem, button: FeedButton, event: MouseEvent) => void;
  /** Goes to an item's URL; `location.assign` by default. Give your router's function for pages of your own. */
  readonly onNavigate?: (url: string, item: FeedItem) => void;
  /** Called when a mark was refused and taken back; the widget says so in any case. */
  readonly onError?: (error: CarillonErrorLike) => void;
}

export interface FeedActions extends FeedItemActions {
  onMarkAllRead(): void;
  /** Whether the last mark was taken back. */
  readonly hasFailed: boolean;
}

/** Marks and follows, as a reader expects; failures are kept for the list to say. */
export function useFeedActions(feed: FeedHandle, handlers: FeedActionHandlers): FeedActions {
  const latest = useRef(handlers);
  latest.current = handlers;
  const [hasFailed, setHasFailed] = useState(false);

  const actions = useMemo(() => {
    const attempt = (mark: Promise<void>): void => {
      setHasFailed(false);
      mark.catch((error: unknown) => {
        setHasFailed(true);
        latest.current.onError?.(error as CarillonErrorLike);
      });
    };
    return {
      onOpen(item: FeedItem, event: MouseEvent | KeyboardEvent): void {
        latest.current.onItemClick?.(item, event);
        const url = actionUrlOf(item);
        attempt(url === null ? feed.markRead(item) : feed.markInteracted(item, { action: "open" }));
        if (url === null || event.defaultPrevented) return;
        const goTo = latest.current.onNavigate ?? ((place: string) => window.location.assign(place));
        goTo(url, item);
      },
      onButton(item: FeedItem, button: FeedButton, event: MouseEvent): void {
        latest.current.onButtonClick?.(item, button, event);
        attempt(feed.markInteracted(item, { action: button.name }));
        const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
        if (!latest.current.onNavigate || event.defaultPrevented || !isPlain) return;
        event.preventDefault();
        latest.current.onNavigate(button.action, item);
      },
      onToggleRead: (item: FeedItem) => attempt(item.readAt === null ? feed.markRead(item) : feed.markUnread(item)),
      onArchive: (item: FeedItem) => attempt(feed.markArchived(item)),
      onMarkAllRead: () => attempt(feed.markAll("READ")),
    };
  }, [feed]);
  // The same as long as nothing changed: items that stay as they are need not be rendered again.
  return useMemo(() => ({ ...actions, hasFailed }), [actions, hasFailed]);
}
