import type { CarillonErrorLike } from "@carillon/client";
import type { ReactElement } from "react";
import { useFeedContext } from "./context.js";
import { BellIcon } from "./icons.js";
import { useConnection } from "./use-feed.js";

const SKELETON_ROWS = [0, 1, 2, 3];

/** Shown while the first page is on its way. */
export function FeedSkeleton(): ReactElement {
  const { labels } = useFeedContext();
  return (
    <div className="carillon-skeleton">
      <span className="carillon-hidden">{labels.loading}</span>
      {SKELETON_ROWS.map((row) => (
        <div key={row} className="carillon-skeleton-row" aria-hidden="true">
          <span className="carillon-avatar" />
          <span className="carillon-skeleton-lines">
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  );
}

export interface FeedEmptyProps {
  /** Whether the list is of unread items only. */
  readonly isUnreadOnly: boolean;
}

/** Shown when there is nothing to show. */
export function FeedEmpty({ isUnreadOnly }: FeedEmptyProps): ReactElement {
  const { labels } = useFeedContext();
  return (
    <div className="carillon-blank">
      <span className="carillon-blank-picture">
        <BellIcon />
      </span>
      <p className="carillon-blank-title">{isUnreadOnly ? labels.emptyUnreadTitle : labels.emptyTitle}</p>
      <p>{isUnreadOnly ? labels.emptyUnreadBody : labels.emptyBody}</p>
    </div>
  );
}

export interface FeedErrorProps {
  readonly error: CarillonErrorLike | null;
  onRetry(): void;
}

/** Shown when nothing could be loaded at all. */
export function FeedError({ onRetry }: FeedErrorProps): ReactElement {
  const { labels } = useFeedContext();
  return (
    <div className="carillon-blank" role="alert">
      <p className="carillon-blank-title">{labels.errorTitle}</p>
      <p>{labels.errorBody}</p>
      <button type="button" className="carillon-button carillon-button-primary" onClick={onRetry}>
        {labels.retry}
      </button>
    </div>
  );
}

/** A line above the list while what it shows may be old. */
export function FeedNotice({ hasFailedMark }: { readonly hasFailedMark: boolean }): ReactElement {
  const { labels, client } = useFeedContext();
  const { status } = useConnection();
  const words = wordsFor(status, labels) ?? (hasFailedMark ? labels.markFailed : null);
  // The region is there before its words: only changes are read out.
  return (
    <div role="status" className="carillon-notice-place">
      {words === null ? null : (
        <div className="carillon-notice" data-kind={hasFailedMark && status === "open" ? "failed" : status}>
          <span>{words}</span>
          {status === "reconnecting" || status === "refused" ? (
            <button type="button" className="carillon-link" onClick={() => client.connection.reconnect()}>
              {labels.retry}
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function wordsFor(status: string, labels: ReturnType<typeof useFeedContext>["labels"]): string | null {
  if (status === "offline") return labels.offline;
  if (status === "reconnecting") return labels.reconnecting;
  return status === "refused" ? labels.refused : null;
}
