"use client";
import type { ReactElement } from "react";
import { useListContext } from "../provider/list-context.js";
import { PINS_SHOWN } from "./pinned-section.js";
import type { Pins } from "./use-pins.js";

/** The heading of the pinned items, with a button for the others if there are more than a few. */
export function PinsHeading({ pins }: { readonly pins: Pins }): ReactElement {
  const { labels, locale } = useListContext();
  const all = `${labels.showAllPinned} (${new Intl.NumberFormat(locale).format(pins.totalCount)})`;
  return (
    <div className="carillon-group carillon-pins-heading">
      <span>{labels.pinned}</span>
      {pins.totalCount > PINS_SHOWN ? (
        <button type="button" className="carillon-link" aria-expanded={pins.areAllShown} onClick={pins.onToggleAll}>
          {pins.areAllShown ? labels.showLess : all}
        </button>
      ) : null}
    </div>
  );
}
