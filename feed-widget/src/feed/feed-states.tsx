"use client";
import type { CarillonErrorLike } from "@carillon/client";
import type { FeedState } from "../provider/use-feed.js";
import type { FeedTab } from "./feed-views.js";
import type { ReactElement } from "react";
import { useFeedContext } from "../provider/context.js";
import { BellIcon, CloseIcon } from "../icons.js";
import { useConnection } from "../provider/use-feed.js";

export interface FeedEmptyProps {
  /** Whether the list is of unread items only. */
  readonly isUnreadOnly: boolean;
  /** Which list it is. */
  readonly tab?: FeedTab;
}

/** Shown when there is nothing to show. */
export function FeedEmpty({ isUnreadOnly, tab }: FeedEmptyProps): ReactElement {
  const { labels } = useFeedContext();
  const isOther = tab !== undefined && tab !== "all" && !isUnreadOnly;
  const title = isOther ? labels.emptyListTitle : isUnreadOnly ? labels.emptyUnreadTitle : labels.emptyTitle;
  return (
    <div className="carillon-blank">
      <span className="carillon-blank-picture">
        <BellIcon />
      </span>
      <p className="carillon-blank-title">{title}</p>
      {isOther ? null : <p>{isUnreadOnly ? labels.emptyUnreadBody : labels.emptyBody}</p>}
    </div>
  );
}

export interface FeedErrorProps {
  readonly error: CarillonErrorLike | null;
  onRetry(): void;
}

/** Shown when nothing could be loaded at all. */
export function FeedError({ error, onRetry }: FeedErrorProps): ReactElement {
  const { labels } = useFeedContext();
  return (
    <div className="carillon-blank" role="alert" data-reason={error?.code}>
      <p className="carillon-blank-title">{labels.errorTitle}</p>
      <p>{error?.code === "UNAUTHENTICATED" ? labels.refused : labels.errorBody}</p>
      <button type="button" className="carillon-button carillon-button-primary" onClick={onRetry}>
        {labels.retry}
      </button>
    </div>
  );
}

/** In place of a feed that could not be rendered at all. */
export function FeedFailed({ title }: { readonly title: string }): ReactElement {
  return (
    <div className="carillon carillon-feed" role="alert">
      <p className="carillon-blank carillon-blank-title">{title}</p>
    </div>
  );
}

export interface FeedNoticeProps {
  readonly hasFailedMark: boolean;
  readonly state: FeedState;
  onDismiss(): void;
}

/** Lines above the list while what it shows may be old, and after a mark that was taken back. */
export function FeedNotice({ hasFailedMark, state, onDismiss }: FeedNoticeProps): ReactElement {
  const { labels, client } = useFeedContext();
  const { feed } = state;
  const { status } = useConnection();
  const isStale = status === "open" && state.status === "ready" && !state.isLive && state.error !== null;
  const words = wordsFor(status, labels) ?? (isStale ? labels.notLive : null);
  const retry = (): void => {
    client.connection.reconnect();
    if (state.error !== null) feed.refetch().catch(() => undefined);
  };
  // The region is there before its words: only changes are read out.
  return (
    <div role="status" className="carillon-notice-place">
      {words === null ? null : (
        <div className="carillon-notice" data-kind={isStale ? "stale" : status} data-reason={state.error?.code}>
          <span>{words}</span>
          {status === "reconnecting" || status === "refused" || isStale ? (
            <button type="button" className="carillon-link" onClick={retry}>
              {labels.retry}
            </button>
          ) : null}
        </div>
      )}
      {hasFailedMark ? (
        <div className="carillon-notice" data-kind="failed">
          <span>{labels.markFailed}</span>
          <button
            type="button"
            className="carillon-icon-button"
            aria-label={labels.dismiss}
            title={labels.dismiss}
            onClick={onDismiss}
          >
            <CloseIcon />
          </button>
        </div>
      ) : null}
    </div>
  );
}

function wordsFor(status: string, labels: ReturnType<typeof useFeedContext>["labels"]): string | null {
  if (status === "offline") return labels.offline;
  if (status === "reconnecting") return labels.reconnecting;
  return status === "refused" ? labels.refused : null;
}
