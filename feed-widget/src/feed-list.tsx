import type { ReactElement, RefObject } from "react";
import { useMemo, useRef } from "react";
import { useFeedContext } from "./context.js";
import type { FeedParts } from "./feed-parts.js";
import type { FeedActions } from "./use-feed-actions.js";
import { useFeedKeys } from "./use-feed-keys.js";
import type { FeedState } from "./use-feed.js";
import { useHeldBack } from "./use-held-back.js";
import { useLoadMore } from "./use-load-more.js";
import { useMarkSeen } from "./use-mark-seen.js";

export interface FeedListProps {
  readonly state: FeedState;
  readonly actions: FeedActions;
  readonly parts: FeedParts;
  readonly isUnreadOnly: boolean;
  readonly marksSeen: boolean;
}

/** The scrolling list in all its states. */
export function FeedList({ state, actions, parts, isUnreadOnly, marksSeen }: FeedListProps): ReactElement {
  const { labels } = useFeedContext();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const { feed, status, counts } = state;
  const held = useHeldBack(state.items, scroller);
  const shownIds = useMemo(() => held.shown.map((item) => item.id), [held.shown]);
  const onKeyDown = useFeedKeys(list, shownIds);
  useMarkSeen(feed, scroller, {
    isWanted: marksSeen && status === "ready" && held.isAtTop,
    unseenCount: counts.unseen,
  });
  useLoadMore(feed, end, scroller, state.hasNextPage && !state.isLoadingMore && state.error === null);

  // The whole list, archived items aside, is as long as its counts say; of other lists the end is not known before it is reached.
  const whole = isUnreadOnly ? counts.unread : counts.total;
  const setSize = state.hasNextPage ? Math.max(whole, held.shown.length) : held.shown.length;
  const isBusy = state.isLoadingMore || state.isRefetching;
  const isEmpty = status === "ready" && held.shown.length === 0 && !state.hasNextPage;
  return (
    <div className="carillon-scroller" ref={scroller}>
      {held.heldCount > 0 ? (
        <button type="button" className="carillon-new" onClick={held.release}>
          {labels.newItems(held.heldCount)}
        </button>
      ) : null}
      {status === "idle" || status === "loading" ? <parts.Skeleton /> : null}
      {status === "error" ? <parts.Error error={state.error} onRetry={() => retry(state)} /> : null}
      {isEmpty ? <parts.Empty isUnreadOnly={isUnreadOnly} /> : null}
      <div
        className="carillon-list"
        ref={list}
        onKeyDown={onKeyDown}
        {...(held.shown.length > 0 ? { role: "feed", "aria-label": labels.title, "aria-busy": isBusy } : {})}
      >
        {held.shown.map((item, index) => (
          <parts.Item key={item.id} item={item} actions={actions} position={index + 1} setSize={setSize} />
        ))}
      </div>
      {status === "ready" ? <ListEnd state={state} end={end} /> : null}
    </div>
  );
}

function retry({ feed }: FeedState): void {
  // Why it failed again is in the store.
  feed.refetch().catch(() => undefined);
}

function ListEnd({
  state,
  end,
}: {
  readonly state: FeedState;
  readonly end: RefObject<HTMLDivElement | null>;
}): ReactElement {
  const { labels } = useFeedContext();
  const { feed, hasNextPage, isLoadingMore, items } = state;
  return (
    <div className="carillon-end" ref={end}>
      {hasNextPage ? (
        <button
          type="button"
          className="carillon-link"
          disabled={isLoadingMore}
          onClick={() => void feed.fetchNextPage().catch(() => undefined)}
        >
          {isLoadingMore ? labels.loading : labels.loadMore}
        </button>
      ) : null}
      {!hasNextPage && items.length > 0 ? <span>{labels.end}</span> : null}
    </div>
  );
}
