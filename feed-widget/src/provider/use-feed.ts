"use client";
import type {
  AnyWorkflows,
  ConnectionSnapshot,
  FeedHandle,
  FeedItemOf,
  FeedOptions,
  FeedSnapshot,
  Subscribable,
  WorkflowMap,
} from "@carillon/client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useBellContext } from "./bell-context.js";

/** The current state of a feed, and its handle. */
export interface FeedState<Workflows extends WorkflowMap<Workflows> = AnyWorkflows> extends Omit<
  FeedSnapshot,
  "items"
> {
  readonly items: readonly FeedItemOf<Workflows>[];
  /** Marks, paging and more; see `FeedHandle` of `@carillon/client`. */
  readonly feed: FeedHandle;
}

/**
 * The feed, live for as long as the component is mounted. Options are laid over those of the provider, where one that is undefined
 * counts as left out; components that ask for the same feed share it.
 *
 * @example
 * const { items, counts, feed } = useFeed({ filter: { isRead: false } });
 * return <button onClick={() => void feed.markAll("READ")}>Read all {counts.unread}</button>;
 *
 * @example
 * const { items } = useFeed<Workflows>(); // written by `npx carillon types`
 * return items.map((item) => (item.workflowKey === "comment-added" ? item.data.documentId : null));
 */
export function useFeed<Workflows extends WorkflowMap<Workflows> = AnyWorkflows>(
  options?: FeedOptions,
): FeedState<Workflows>;
export function useFeed(options?: FeedOptions): FeedState {
  const feed = useFeedHandle(options);
  useEffect(() => feed.start(), [feed]);
  const snapshot = useStore(feed.store);
  useReported(snapshot.error);
  return useMemo(() => ({ ...snapshot, feed }), [snapshot, feed]);
}

/**
 * Only the counts, of a filtered list those of its filter: renders again only when they change.
 *
 * @example
 * const { unseen } = useFeedCounts();
 * const { unread } = useFeedCounts({ filter: { categories: ["billing"] } });
 */
export function useFeedCounts(options?: FeedOptions): FeedSnapshot["counts"] {
  const feed = useFeedHandle(options);
  useEffect(() => feed.start(), [feed]);
  const counts = (): FeedSnapshot["counts"] => feed.store.getSnapshot().counts;
  const error = (): FeedSnapshot["error"] => feed.store.getSnapshot().error;
  useReported(useSyncExternalStore(feed.store.subscribe, error, error));
  return useSyncExternalStore(feed.store.subscribe, counts, counts);
}

/** The state of the live connection, such as `open` or `offline`. */
export function useConnection(): ConnectionSnapshot {
  return useStore(useBellContext().client.connection);
}

/** Equal options return the same handle, so no memo is needed. */
function useFeedHandle(options: FeedOptions | undefined): FeedHandle {
  const { client, feed } = useBellContext();
  return client.feed({ ...feed, ...given(options) });
}

/** Undefined and null count as omitted, and do not override the provider's options. */
function given(options: FeedOptions | undefined): FeedOptions {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value != null));
}

/** Reports failures of loading and of the live connection to the host. */
function useReported(error: FeedSnapshot["error"]): void {
  const { reportError } = useBellContext();
  useEffect(() => {
    if (error !== null) reportError(error);
  }, [error, reportError]);
}

function useStore<Snapshot>(store: Subscribable<Snapshot>): Snapshot {
  const read = (): Snapshot => store.getSnapshot();
  return useSyncExternalStore(store.subscribe, read, read);
}
