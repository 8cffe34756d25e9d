import type { FeedItem } from "@carillon/client";
import { needsAttention } from "../item/item-parts.js";

/** Items that are shown as toasts, and items that wait; both in order of arrival. */
export interface ToastQueue {
  readonly shown: readonly FeedItem[];
  readonly waiting: readonly FeedItem[];
}

export const NO_TOASTS: ToastQueue = { shown: [], waiting: [] };

/** Adds unread arrivals. Beyond `maxQueued` the oldest are dropped; they remain in the feed. */
export function addToasts(queue: ToastQueue, items: readonly FeedItem[], maxQueued: number): ToastQueue {
  const known = new Set([...queue.shown, ...queue.waiting].map(({ id }) => id));
  const fresh = items.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return queue;
  const waiting = [...queue.waiting, ...fresh].sort((a, b) => (a.position < b.position ? -1 : 1));
  return { ...queue, waiting: waiting.slice(Math.max(0, waiting.length - maxQueued)) };
}

/** Shows waiting toasts while there is room. */
export function fillToasts(queue: ToastQueue, max: number): ToastQueue {
  const room = max - queue.shown.length;
  if (room <= 0 || queue.waiting.length === 0) return queue;
  return { shown: [...queue.shown, ...queue.waiting.slice(0, room)], waiting: queue.waiting.slice(room) };
}

export function closeToast(queue: ToastQueue, id: string): ToastQueue {
  return { ...queue, shown: queue.shown.filter((item) => item.id !== id) };
}

/**
 * Updates toasts with the feed: removes items that were read, archived or removed, and waiting items that were seen.
 */
export function updateToasts(queue: ToastQueue, items: readonly FeedItem[]): ToastQueue {
  if (queue.shown.length === 0 && queue.waiting.length === 0) return queue;
  const held = new Map(items.map((item) => [item.id, item]));
  const current = (toasts: readonly FeedItem[]): readonly FeedItem[] =>
    toasts.flatMap(({ id }) => {
      const item = held.get(id);
      return item !== undefined && needsAttention(item) ? [item] : [];
    });
  const shown = current(queue.shown);
  const waiting = current(queue.waiting).filter((item) => item.seenAt === null);
  const isSame = isSameList(shown, queue.shown) && isSameList(waiting, queue.waiting);
  return isSame ? queue : { shown, waiting };
}

function isSameList(a: readonly FeedItem[], b: readonly FeedItem[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
