import type { FeedHandle, FeedItem } from "@carillon/client";
import type { FeedItemActions } from "../item/item-actions.js";
import { untilWords } from "./until-words.js";
import type { FeedBellContext } from "../provider/bell-context.js";
import { contextOf } from "../provider/context.js";
import type { Attempts } from "../feed/use-attempts.js";

/** How marks are sent and announced. */
export interface MarkTools extends Pick<Attempts, "attempt" | "offer"> {
  /** The provider's announcements. */
  readonly provider: { readonly current: FeedBellContext };
}

export type MarkActions = Pick<
  FeedItemActions,
  "onToggleRead" | "onArchive" | "onUnarchive" | "onSnooze" | "onUnsnooze" | "onTogglePin"
> & {
  onMarkAllRead(): void;
};

/** The actions on items that stay in the list. */
export function markActions(feed: FeedHandle, { attempt, offer, provider }: MarkTools): MarkActions {
  return {
    onToggleRead: (item) => attempt(item.readAt === null ? feed.markRead(item) : feed.markUnread(item)),
    onArchive(item: FeedItem): void {
      attempt(feed.markArchived(item));
      offer(contextOf(provider.current).labels.didArchive, () =>
        // Archiving unpins, and pinning unarchives.
        item.pinnedAt === null ? feed.markUnarchived(item) : feed.pin(item),
      );
    },
    onUnarchive: (item) => attempt(feed.markUnarchived(item)),
    onSnooze(item: FeedItem, until: Date): void {
      const { labels, locale } = contextOf(provider.current);
      attempt(feed.snooze(item, until));
      offer(labels.didSnooze(untilWords(until.toISOString(), new Date(), locale)), () =>
        item.archivedAt === null ? feed.unsnooze(item) : feed.markArchived(item),
      );
    },
    onUnsnooze: (item) => attempt(feed.unsnooze(item)),
    onTogglePin: (item) => attempt(item.pinnedAt === null ? feed.pin(item) : feed.unpin(item)),
    onMarkAllRead(): void {
      const { items, counts, areCountsExact } = feed.store.getSnapshot();
      const unread = items.filter((item) => item.readAt === null);
      const isAllLoaded = areCountsExact && unread.length === counts.unread;
      const marked = feed.markAll("READ");
      attempt(marked);
      offer(contextOf(provider.current).labels.didMarkAllRead, async () => {
        // Shows at once, also offline. Only the server knows which of the items that are not loaded were unread.
        const shown = feed.markUnread(unread);
        await Promise.all([shown, isAllLoaded || marked.then(({ undo }) => undo())]);
      });
    },
  };
}
