"use client";
import { type ReactElement, type ReactNode, useRef } from "react";
import type { FeedProps } from "../feed/feed.js";
import { FeedFrame } from "./feed-frame.js";
import { FeedSkeleton } from "./feed-skeleton.js";
import { PartFailed } from "./part-failed.js";
import { feedPart } from "./load-feed.js";
import { useHandFocus } from "../use-hand-focus.js";
import { useLatePart } from "./use-late-part.js";

/** The feed, loaded when it is first shown. Until then shows its heading and a skeleton of the list. */
export function LateFeed(props: FeedProps): ReactElement {
  const { part, error, retry } = useLatePart(feedPart, props.onError);
  if (part !== null) return <part.Feed {...props} />;
  return (
    <LoadingFrame {...props}>
      {error === null ? <FeedSkeleton /> : <PartFailed error={error} onRetry={retry} />}
    </LoadingFrame>
  );
}

/** As high and wide as the feed's own header, so that nothing moves when the feed replaces it. */
function LoadingFrame({ children, ...props }: FeedProps & { readonly children: ReactNode }): ReactElement {
  const box = useRef<HTMLDivElement>(null);
  // The Close button is removed and added again: meanwhile the dialog keeps the focus.
  useHandFocus(box, "[role=dialog]");
  return (
    <FeedFrame ref={box} {...props}>
      {props.hasTabs === false ? null : (
        <div className="carillon-tabs" aria-hidden="true">
          {/* A blank, so that it is as high as one with a word. */}
          <span className="carillon-tab">{"\u00a0"}</span>
        </div>
      )}
      <div className="carillon-panel">
        <div className="carillon-scroller">{children}</div>
      </div>
    </FeedFrame>
  );
}
