import type { ConnectionSnapshot, FeedHandle, FeedOptions, FeedSnapshot, Subscribable } from "@carillon/client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useFeedContext } from "./context.js";

/** A feed as it is now, and the handle to do something to it. */
export interface FeedState extends FeedSnapshot {
  /** Marks, paging and more; see `FeedHandle` of `@carillon/client`. */
  readonly feed: FeedHandle;
}

/**
 * The feed, live for as long as the component is mounted. Options are laid over those of the provider; components that ask
 * for the same feed share it.
 *
 * @example
 * const { items, counts, feed } = useFeed({ filter: { isRead: false } });
 * return <button onClick={() => void feed.markAll("READ")}>Read all {counts.unread}</button>;
 */
export function useFeed(options?: FeedOptions): FeedState {
  const feed = useFeedHandle(options);
  useEffect(() => feed.start(), [feed]);
  const snapshot = useStore(feed.store);
  return useMemo(() => ({ ...snapshot, feed }), [snapshot, feed]);
}

/**
 * Only the exact counts: renders again only when they change.
 *
 * @example
 * const { unseen } = useFeedCounts();
 */
export function useFeedCounts(options?: FeedOptions): FeedSnapshot["counts"] {
  const feed = useFeedHandle(options);
  useEffect(() => feed.start(), [feed]);
  const counts = (): FeedSnapshot["counts"] => feed.store.getSnapshot().counts;
  return useSyncExternalStore(feed.store.subscribe, counts, counts);
}

/** How the live connection stands, such as `open` or `offline`. */
export function useConnection(): ConnectionSnapshot {
  return useStore(useFeedContext().client.connection);
}

/** Equal options give the same handle, so nothing has to be kept here. */
function useFeedHandle(options: FeedOptions | undefined): FeedHandle {
  const { client, feed } = useFeedContext();
  return client.feed({ ...feed, ...options });
}

function useStore<Snapshot>(store: Subscribable<Snapshot>): Snapshot {
  const read = (): Snapshot => store.getSnapshot();
  return useSyncExternalStore(store.subscribe, read, read);
}
