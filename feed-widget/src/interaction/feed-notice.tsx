"use client";
import type { ReactElement } from "react";
import { CloseIcon } from "../icons.js";
import { useFeedContext } from "../provider/context.js";
import { type FeedState, useConnection } from "../provider/use-feed.js";
import { useShownFor } from "../use-shown-for.js";

/** How long the notice about a reverted mark is shown. */
const FAILURE_SHOWN_MS = 10_000;

export interface FeedNoticeProps {
  /** When the last mark was reverted; null if none was. */
  readonly failedAt: number | null;
  readonly state: FeedState;
  onDismiss(): void;
}

/** Notices above the list while its data may be old, and after a reverted mark. The live region around them exists before. */
export function FeedNotice({ failedAt, state, onDismiss }: FeedNoticeProps): ReactElement {
  const { labels, client } = useFeedContext();
  const { feed } = state;
  const { status } = useConnection();
  const isStale = status === "open" && state.status === "ready" && !state.isLive && state.error !== null;
  const words = wordsFor(status, labels) ?? (isStale ? labels.notLive : null);
  const retry = (): void => {
    client.connection.reconnect();
    if (state.error !== null) feed.refetch().catch(() => undefined);
  };
  return (
    <>
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
      {failedAt === null ? null : <FailedMark key={failedAt} onDismiss={onDismiss} />}
    </>
  );
}

/** Disappears after some time, but not while the pointer or the focus is on it. */
function FailedMark({ onDismiss }: Pick<FeedNoticeProps, "onDismiss">): ReactElement {
  const { labels } = useFeedContext();
  const { handlers } = useShownFor(true, FAILURE_SHOWN_MS, onDismiss);
  return (
    <div className="carillon-notice" data-kind="failed" {...handlers}>
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
  );
}

function wordsFor(status: string, labels: ReturnType<typeof useFeedContext>["labels"]): string | null {
  if (status === "offline") return labels.offline;
  if (status === "reconnecting") return labels.reconnecting;
  return status === "refused" ? labels.refused : null;
}
