import type { ReactNode } from "react";
import styles from "./analytics.module.css";

export interface Bar {
  readonly key: string;
  readonly label: ReactNode;
  readonly count: number;
  /** The number, as a link to its rows. */
  readonly value: ReactNode;
  readonly note?: string;
}

/** Amounts beside each other, as shares of the whole. */
export function Bars({ bars, whole }: { readonly bars: readonly Bar[]; readonly whole: number }) {
  return (
    <ul className={styles["bars"]}>
      {bars.map(({ key, label, count, value, note }) => (
        <li key={key}>
          <span>{label}</span>
          <span className={styles["track"]} aria-hidden>
            <span style={{ width: `${whole === 0 ? 0 : Math.min(100, (count / whole) * 100)}%` }} />
          </span>
          <span className={styles["count"]}>
            {value} {note !== undefined && <small>{note}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
