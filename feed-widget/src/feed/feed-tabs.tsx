"use client";
import { type KeyboardEvent, type ReactElement, useRef } from "react";
import { whenLoaded } from "../late/late-part.js";
import { interactionPart } from "../late/load-interaction.js";
import { useListContext } from "../provider/list-context.js";
import { useFeedCounts } from "../provider/use-feed.js";
import type { FeedView } from "./feed-views.js";

export interface FeedTabsProps {
  readonly id: string;
  readonly views: readonly FeedView[];
  readonly chosen: string;
  readonly pageSize: number | undefined;
  onChoose(key: string): void;
}

/** Tabs by the ARIA pattern: arrow keys select, Tab moves into the list. */
export function FeedTabs({ id, views, chosen, pageSize, onChoose }: FeedTabsProps): ReactElement {
  const { labels, dir } = useListContext();
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const choice = { views, chosen, dir, onChoose };
    whenLoaded(interactionPart, ({ chooseByKey }) => chooseByKey(event, row.current, choice));
  };
  return (
    <div className="carillon-tabs" role="tablist" aria-label={labels.filters} ref={row} onKeyDown={onKeyDown}>
      {views.map((view) => (
        <button
          key={view.key}
          type="button"
          role="tab"
          id={`${id}-tab-${view.key}`}
          data-tab={view.key}
          className="carillon-tab"
          aria-selected={view.key === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={view.key === chosen ? 0 : -1}
          onClick={() => onChoose(view.key)}
        >
          {view.label}
          {view.count === null ? null : <TabCount view={view} pageSize={pageSize} />}
        </button>
      ))}
    </div>
  );
}

/** The count of a list, whether or not the list is shown. */
function TabCount({
  view,
  pageSize,
}: {
  readonly view: FeedView;
  readonly pageSize: number | undefined;
}): ReactElement | null {
  const { locale } = useListContext();
  const count = useFeedCounts({ filter: view.countedIn, pageSize })[view.count ?? "unread"];
  if (count === 0) return null;
  return (
    <>
      {/* The blank keeps word and number apart where they are read out. */}{" "}
      <span className="carillon-tab-count">{new Intl.NumberFormat(locale).format(count)}</span>
    </>
  );
}
