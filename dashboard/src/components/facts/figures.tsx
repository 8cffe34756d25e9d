import type { ReactNode } from "react";
import styles from "./figures.module.css";

/** A few numbers side by side. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={styles["figures"]}>{children}</dl>;
}

export interface FigureProps {
  readonly name: string;
  readonly about: string;
  readonly isBad?: boolean;
  /** The number, as a link where its rows have a list. */
  readonly children: ReactNode;
}

export function Figure({ name, about, isBad = false, children }: FigureProps) {
  return (
    <div data-is-bad={isBad}>
      <dt>{name}</dt>
      <dd>
        <strong>{children}</strong>
        <span>{about}</span>
      </dd>
    </div>
  );
}
