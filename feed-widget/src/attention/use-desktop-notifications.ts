"use client";
import type { CarillonErrorLike, FeedHandle, FeedItem } from "@carillon/client";
import { actionUrlOf } from "@carillon/client/safety";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useLatest } from "../feed/use-latest.js";
import { nameOf, needsAttention } from "../item/item-parts.js";
import { useBellContext } from "../provider/bell-context.js";
import { useArrivals } from "../provider/use-arrivals.js";
import { callHost } from "../provider/use-error-report.js";
import { wordsOf } from "./item-words.js";
import { claimForTab, isAnyTabVisible, sayWhenVisible } from "./one-tab.js";
import { type DesktopPermission, askPermission, readPermission, watchPermission } from "./permission-store.js";

export type { DesktopPermission } from "./permission-store.js";

export interface DesktopNotificationOptions {
  /** Whether notifications are shown, if they are permitted. Default: true. */
  readonly isEnabled?: boolean;
  /** URL of the icon. Default: the actor's avatar. */
  readonly icon?: string;
  /** The title and body. Default: the actor's name and the item's text. */
  readonly content?: (item: FeedItem) => { readonly title: string; readonly body?: string };
  /** Navigates to the item's page in this tab, instead of the browser. Pass your router's function. */
  readonly onNavigate?: (url: string, item: FeedItem) => void;
}

export interface DesktopNotifications {
  readonly permission: DesktopPermission;
  /** Asks the user for permission. Call it for a click only. Returns the new permission. */
  ask(): Promise<DesktopPermission>;
}

/** If more arrive at once, one notification shows their number. */
const MAX_AT_ONCE = 3;
/** Other tabs learn of an arrival within this time. */
const CLAIM_MS = 30_000;

/**
 * Shows unread items that arrive as notifications of the desktop while no tab of the site is visible, each of them once, however many tabs
 * are open. A click brings the tab to the front, follows the item's link and marks it. The live connection of a hidden page is paused after
 * 30 s; give the client `pauseWhenHiddenMs: Infinity` to hear of arrivals for as long as a tab is open.
 *
 * @example
 * const { permission, ask } = useDesktopNotifications();
 * return permission === "default" ? <button onClick={() => void ask()}>Notify me on this device</button> : null;
 */
export function useDesktopNotifications(options: DesktopNotificationOptions = {}): DesktopNotifications {
  const permission = useSyncExternalStore(watchPermission, readPermission, () => "default" as const);
  const isActive = (options.isEnabled ?? true) && permission === "granted";
  const show = useNotifier(options);
  useArrivals((items) => {
    if (isActive) void show(items);
  });
  useEffect(() => sayWhenVisible(), []);
  return useMemo(() => ({ permission, ask: askPermission }), [permission]);
}

type Show = (items: readonly FeedItem[]) => Promise<void>;

function useNotifier(options: DesktopNotificationOptions): Show {
  const context = useBellContext();
  const latest = useLatest({ ...options, ...context });
  const shown = useRef(new Map<string, Notification>());
  const feed = context.client.feed(context.feed);
  useEffect(
    () =>
      feed.store.subscribe(() => {
        for (const item of feed.store.getSnapshot().items) {
          if (needsAttention(item)) continue;
          shown.current.get(item.id)?.close();
          shown.current.delete(item.id);
        }
      }),
    [feed],
  );
  return async (items) => {
    const { client, bellLabels, locale, dir } = latest.current;
    const person = client.person.getSnapshot().id ?? "";
    if (await isAnyTabVisible()) return;
    const claimed: FeedItem[] = [];
    for (const item of items) {
      if (await claimForTab(`carillon-desktop-1 ${person} ${item.id} ${item.position}`, CLAIM_MS)) claimed.push(item);
    }
    const common: NotificationOptions = { lang: locale, dir: dir ?? "auto" };
    if (claimed.length > MAX_AT_ONCE) {
      notify(bellLabels.newItems(claimed.length), { ...common, tag: "carillon" }, () => undefined);
      return;
    }
    for (const item of claimed) {
      const { title, body, icon } = faceOf(item, latest.current);
      const made = notify(title, { ...common, body, icon, tag: item.id }, () => open(feed, item, latest.current));
      if (made !== null) shown.current.set(item.id, made);
    }
  };
}

type Now = DesktopNotificationOptions & ReturnType<typeof useBellContext>;

function faceOf(item: FeedItem, now: Now): { title: string; body?: string; icon?: string } {
  const [actor] = item.actors ?? [];
  const icon = now.icon ?? actor?.avatar ?? undefined;
  const own = now.content?.(item);
  if (own !== undefined) return { ...own, icon };
  const name = actor === undefined ? "" : nameOf(actor);
  return { title: name || now.bellLabels.title, body: wordsOf(item, now.linkSchemes), icon };
}

function open(feed: FeedHandle, item: FeedItem, { linkSchemes, reportError, onNavigate }: Now): void {
  const url = actionUrlOf(item, linkSchemes);
  const mark = url === null ? feed.markRead(item) : feed.markInteracted(item, { action: "open" });
  // The SDK rejects with no other type.
  mark.catch((error: unknown) => reportError(error as CarillonErrorLike));
  if (url === null) return;
  if (onNavigate) callHost(() => onNavigate(url, item));
  else window.location.assign(url);
}

/** Null if the browser shows notifications through service workers only, for example on Android. */
function notify(title: string, options: NotificationOptions, onClick: () => void): Notification | null {
  try {
    const notification = new Notification(title, options);
    notification.onclick = () => {
      window.focus();
      notification.close();
      onClick();
    };
    return notification;
  } catch {
    return null;
  }
}
