"use client";
import type { CarillonErrorLike, FeedButton, FeedHandle, FeedItem } from "@carillon/client";
import { actionUrlOf } from "@carillon/client/safety";
import { type KeyboardEvent, type MouseEvent, useContext, useMemo } from "react";
import type { FeedItemActions } from "../item/item-actions.js";
import { isPlainClick } from "../item/item-link.js";
import { useBellContext } from "../provider/bell-context.js";
import { callHost } from "../provider/use-error-report.js";
import type { MarkActions } from "../interaction/mark-actions.js";
import type { Undoable } from "../interaction/undo-bar.js";
import { onceLoaded } from "../late/late-part.js";
import { interactionPart } from "../late/load-interaction.js";
import { useAttempts } from "./use-attempts.js";
import { useLatest } from "./use-latest.js";
import { FollowedContext } from "./followed-context.js";
import { isElement } from "../dom-nodes.js";

/** Handlers by which an application extends or replaces the widget's actions. */
export interface FeedActionHandlers {
  /** Called before an item opens; `event.preventDefault()` keeps the widget from following its URL. */
  readonly onItemClick?: (item: FeedItem, event: MouseEvent | KeyboardEvent) => void;
  /** Called when a button of an item is chosen; `event.preventDefault()` keeps the browser from following its URL. */
  readonly onButtonClick?: (item: FeedItem, button: FeedButton, event: MouseEvent) => void;
  /**
   * Navigates in this tab instead of the browser: to the URL of an item, of its buttons, or of a link in its text. Pass your
   * router's function. The browser opens everything else (a new tab, a mail program, an app).
   */
  readonly onNavigate?: (url: string, item: FeedItem) => void;
  /** Called when a load, the live connection or a mark fails; the widget also shows the failure. */
  readonly onError?: (error: CarillonErrorLike) => void;
}

export interface FeedActions extends FeedItemActions {
  /** The actions of items. They never change, so that no item is rendered because of them. */
  readonly item: FeedItemActions;
  onMarkAllRead(): void;
  /** The user has dismissed the notice about the last reverted mark. */
  onDismissFailure(): void;
  /** When the last mark was reverted; null if none was. */
  readonly failedAt: number | null;
  /** The last action, while it can be undone. */
  readonly done: Undoable | null;
  onDismissDone(): void;
}

/** URLs of pages: relative ones and http(s). */
const IS_PAGE = /^(?:https?:|(?![a-z][a-z\d+.-]*:))/i;

/** Makes marks and follows links. The list shows failures. */
export function useFeedActions(feed: FeedHandle, handlers: FeedActionHandlers): FeedActions {
  const latest = useLatest(handlers);
  const context = useBellContext();
  const { linkSchemes } = context;
  const provider = useLatest(context);
  const followed = useLatest(useContext(FollowedContext));
  const { attempts, done, failedAt } = useAttempts(latest);

  const actions = useMemo(() => {
    const { attempt } = attempts;
    // A mark waits for its chunk as it waits for the network. The feed shows a failed chunk.
    const act = (call: (marks: MarkActions) => void): void =>
      onceLoaded(interactionPart, ({ markActions }) => call(markActions(feed, { ...attempts, provider })));
    const follow = (url: string, item: FeedItem, event: MouseEvent | KeyboardEvent): void => {
      const { onNavigate } = latest.current;
      const isLink = isElement(event.target) && event.target.closest("a[href]") !== null;
      // The browser opens the link elsewhere, for example in a new tab, and this page does not change.
      if (event.defaultPrevented || (isLink && !isPlainClick(event))) return;
      if (onNavigate && IS_PAGE.test(url)) {
        event.preventDefault();
        callHost(() => onNavigate(url, item));
      } else if (!isLink) window.location.assign(url);
      followed.current();
    };
    return {
      onOpen(item: FeedItem, event: MouseEvent | KeyboardEvent): void {
        callHost(() => latest.current.onItemClick?.(item, event));
        const url = actionUrlOf(item, linkSchemes);
        attempt(url === null ? feed.markRead(item) : feed.markInteracted(item, { action: "open" }));
        if (url !== null) follow(url, item, event);
      },
      onButton(item: FeedItem, button: FeedButton, event: MouseEvent): void {
        callHost(() => latest.current.onButtonClick?.(item, button, event));
        attempt(feed.markInteracted(item, { action: button.name }));
        follow(button.action, item, event);
      },
      onLink(item: FeedItem, url: string, event: MouseEvent): void {
        attempt(feed.markLinkClicked(item, { action: "link", url }));
        follow(url, item, event);
      },
      onToggleRead: (item: FeedItem) => act((marks) => marks.onToggleRead(item)),
      onArchive: (item: FeedItem) => act((marks) => marks.onArchive(item)),
      onUnarchive: (item: FeedItem) => act((marks) => marks.onUnarchive(item)),
      onSnooze: (item: FeedItem, until: Date) => act((marks) => marks.onSnooze(item, until)),
      onUnsnooze: (item: FeedItem) => act((marks) => marks.onUnsnooze(item)),
      onTogglePin: (item: FeedItem) => act((marks) => marks.onTogglePin(item)),
      onMarkAllRead: () => act((marks) => marks.onMarkAllRead()),
      onDismissDone: attempts.onDismissDone,
      onDismissFailure: attempts.onDismissFailure,
    };
  }, [feed, linkSchemes, attempts, latest, provider, followed]);
  // Memoized, so that unchanged items are not rendered again.
  return useMemo(() => ({ item: actions, ...actions, failedAt, done }), [actions, failedAt, done]);
}
