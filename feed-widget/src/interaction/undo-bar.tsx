"use client";
import type { ReactElement } from "react";
import { CloseIcon } from "../icons.js";
import { useFeedContext } from "../provider/context.js";
import { useShownFor } from "../use-shown-for.js";

/** An action that can be undone. */
export interface Undoable {
  /** Distinguishes it from the next one. */
  readonly id: number;
  readonly words: string;
  undo(): void;
}

/** How long the offer is shown while neither the pointer nor the focus is on it. */
const SHOWN_MS = 6_000;

export interface UndoBarProps {
  readonly done: Undoable | null;
  onDismiss(): void;
}

/** Announces an action, and offers to undo it. The live region exists before its text: only changes are read out. */
export function UndoBar({ done, onDismiss }: UndoBarProps): ReactElement {
  const { labels } = useFeedContext();
  const { handlers, release } = useShownFor(done, SHOWN_MS, onDismiss);
  return (
    <div role="status" className="carillon-undo-place" {...handlers}>
      {done === null ? null : (
        <div className="carillon-undo" key={done.id}>
          <span>{done.words}</span>
          <button
            type="button"
            className="carillon-link"
            onClick={() => {
              release();
              done.undo();
            }}
          >
            {labels.undo}
          </button>
          <button
            type="button"
            className="carillon-icon-button"
            aria-label={labels.dismiss}
            title={labels.dismiss}
            onClick={() => {
              release();
              onDismiss();
            }}
          >
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
