import type { BrowserClient, FeedHandle, FeedItem } from "@carillon/client";

/** Minimum time between two announcements. */
const EVERY_MS = 5_000;
/** Maximum number of remembered arrivals; more than could be announced twice. */
const MAX_REMEMBERED = 1_000;

/** The announced arrivals per client, so that a bell and a list, or two lists, announce an arrival once. */
const said = new WeakMap<BrowserClient, Set<string>>();

/**
 * Calls `say` with the number of arrivals that were not announced yet, combined; 0 when the announcement ends.
 * Returns a function that unsubscribes.
 */
export function announceArrivals(client: BrowserClient, feed: FeedHandle, say: (count: number) => void): () => void {
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sayNow = (): void => {
    timer = undefined;
    say(count);
    if (count === 0) return;
    count = 0;
    timer = setTimeout(sayNow, EVERY_MS);
  };
  const stop = feed.onNewItems((items) => {
    count += countUnsaid(client, items);
    if (count > 0) timer ??= setTimeout(sayNow, 0);
  });
  return () => {
    stop();
    clearTimeout(timer);
    say(0);
  };
}

function countUnsaid(client: BrowserClient, items: readonly FeedItem[]): number {
  const known = said.get(client) ?? new Set();
  said.set(client, known);
  const fresh = items.filter(({ id, position }) => !known.has(`${id} ${position}`));
  for (const { id, position } of fresh) known.add(`${id} ${position}`);
  for (const key of [...known].slice(0, Math.max(0, known.size - MAX_REMEMBERED))) known.delete(key);
  return fresh.length;
}
