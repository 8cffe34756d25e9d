"use client";
import type { CarillonErrorLike } from "@carillon/client";
import type { FeedTab } from "./feed-views.js";
import type { ReactElement } from "react";
import { useListContext } from "../provider/list-context.js";
import { BellIcon } from "../icons.js";

export interface FeedEmptyProps {
  /** Whether the list contains unread items only. */
  readonly isUnreadOnly: boolean;
  /** The name of the list. */
  readonly tab?: FeedTab;
}

/** Shown if there are no items. */
export function FeedEmpty({ isUnreadOnly, tab }: FeedEmptyProps): ReactElement {
  const { labels } = useListContext();
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

/** Shown if no items could be loaded. */
export function FeedError({ error, onRetry }: FeedErrorProps): ReactElement {
  const { labels } = useListContext();
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

/** Replaces a feed whose rendering failed. */
export function FeedFailed({ title }: { readonly title: string }): ReactElement {
  return (
    <div className="carillon carillon-feed" role="alert">
      <p className="carillon-blank carillon-blank-title">{title}</p>
    </div>
  );
}
