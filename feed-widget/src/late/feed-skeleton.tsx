"use client";
import type { ReactElement } from "react";
import { useBellContext } from "../provider/bell-context.js";

const SKELETON_ROWS = [0, 1, 2, 3];

/** Shown while the first page loads. */
export function FeedSkeleton(): ReactElement {
  const { bellLabels } = useBellContext();
  return (
    <div className="carillon-skeleton">
      <span className="carillon-hidden">{bellLabels.loading}</span>
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
