import type { ReactNode } from "react";
import styles from "./log-page.module.css";

/** A filter that is set, and how to drop it. */
export interface ActiveFilter {
  readonly label: string;
  readonly clear: () => void;
}

export interface EmptyLogProps {
  readonly noun: string;
  readonly activeFilters: readonly ActiveFilter[];
  readonly emptyHint: ReactNode;
  readonly canGoOn: boolean;
  readonly isGoingOn: boolean;
  readonly onGoOn: () => unknown;
}

/** Says why a list is empty, and what to do about it. */
export function EmptyLog({ noun, activeFilters, emptyHint, canGoOn, isGoingOn, onGoOn }: EmptyLogProps) {
  return (
    <div className={styles["empty"]}>
      {canGoOn ? (
        <>
          <h2>None of the latest {noun} fits</h2>
          <p>One look reads a bounded number of rows. There are older ones.</p>
          <button type="button" disabled={isGoingOn} onClick={() => void onGoOn()}>
            {isGoingOn ? "Looking…" : "Look further back"}
          </button>
        </>
      ) : (
        <h2>{activeFilters.length > 0 ? `No ${noun} fit these filters` : `No ${noun} yet`}</h2>
      )}
      {activeFilters.length > 0 ? (
        <p className={styles["drop"]}>
          {activeFilters.map(({ label, clear }) => (
            <button type="button" key={label} onClick={clear}>
              Drop “{label}”
            </button>
          ))}
        </p>
      ) : (
        emptyHint
      )}
    </div>
  );
}
