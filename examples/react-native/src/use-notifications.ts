import type { BrowserClient, FeedItem } from "@carillon/client";
import { actionUrlOf } from "@carillon/client/safety";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";

/** The state and the actions of the screen. */
export interface Notifications {
  readonly items: readonly FeedItem[];
  readonly unreadCount: number;
  readonly isLoading: boolean;
  readonly isRefreshing: boolean;
  /** The last error as text, or null. */
  readonly problem: string | null;
  refresh(): void;
  loadMore(): void;
  /** Marks visible items as seen. */
  see(items: readonly FeedItem[]): void;
  /** Marks the item as read and opens its target. */
  open(item: FeedItem): void;
  readAll(): void;
}

/** The feed of the client's user. It is live while a screen shows it. */
export function useNotifications(client: BrowserClient, goTo: (url: string) => void): Notifications {
  const feed = useMemo(() => client.feed(), [client]);
  const snapshot = useSyncExternalStore(feed.store.subscribe, feed.store.getSnapshot);
  const [markProblem, setMarkProblem] = useState<string | null>(null);
  useEffect(() => feed.start(), [feed]);

  // A mark shows at once. If the server refuses it, the client reverts it, and the promise rejects with the reason.
  const attempt = (mark: Promise<unknown>): void => {
    mark.then(
      () => setMarkProblem(null),
      (error: Error) => setMarkProblem(error.message),
    );
  };

  return {
    items: snapshot.items,
    unreadCount: snapshot.counts.unread,
    isLoading: snapshot.status === "loading",
    isRefreshing: snapshot.isRefetching,
    problem: snapshot.error?.message ?? markProblem,
    refresh: () => void feed.refetch(),
    loadMore: () => void feed.fetchNextPage(),
    see: (items) => attempt(feed.markSeen(items.filter(({ seenAt }) => seenAt === null))),
    open(item) {
      const url = actionUrlOf(item);
      if (url === null) return attempt(feed.markRead(item));
      attempt(feed.markInteracted(item, { url }));
      goTo(url);
    },
    readAll: () => attempt(feed.markAll("READ")),
  };
}
