"use client";
import type { ReactElement } from "react";
import { closeOnEscape } from "../close-on-escape.js";
import { useFeedContext } from "../provider/context.js";
import type { FeedView } from "../feed/feed-views.js";

export interface ViewMenuProps {
  readonly id: string;
  readonly views: readonly FeedView[];
  readonly chosen: string;
  onChoose(key: string): void;
  onClose(): void;
}

/** The menu of lists. It is part of the page's flow, so that nothing clips it and zooming keeps it usable. */
export function ViewMenu({ id, views, chosen, onChoose, onClose }: ViewMenuProps): ReactElement {
  const { labels } = useFeedContext();
  return (
    <div
      id={`${id}-views`}
      role="group"
      aria-label={labels.moreLists}
      className="carillon-choices carillon-views"
      onKeyDown={closeOnEscape(onClose)}
    >
      {views.map((view) => (
        <button
          key={view.key}
          type="button"
          className="carillon-choice"
          aria-pressed={view.key === chosen}
          onClick={() => onChoose(view.key)}
        >
          {view.label}
        </button>
      ))}
    </div>
  );
}
