import type { ReactNode } from "react";
import { PageTitle } from "../frame/page-title.js";
import styles from "./details.module.css";

/** What belongs to one thing, below each other. */
export function Details({ children }: { readonly children: ReactNode }) {
  return <div className={styles["details"]}>{children}</div>;
}

/** The page of one thing, around its details. */
export function DetailPage({ children }: { readonly children: ReactNode }) {
  return <div className={styles["page"]}>{children}</div>;
}

export interface DetailTitleProps {
  /** Whether it is shown beside a list, and so no page of its own. */
  readonly isAside: boolean;
  readonly name: string;
  /** A link to the page, for beside a list. */
  readonly children: ReactNode;
}

export function DetailTitle({ isAside, name, children }: DetailTitleProps) {
  return isAside ? <h2 className={styles["title"]}>{children}</h2> : <PageTitle name={name} />;
}

export interface MissingProps {
  /** Such as `run`. */
  readonly what: string;
  readonly isAside: boolean;
}

/** In place of something that an id does not lead to. */
export function Missing({ what, isAside }: MissingProps) {
  return (
    <div className={styles["missing"]}>
      {isAside ? <h2>No such {what}</h2> : <PageTitle name={`No such ${what}`} />}
      <p>There is no such {what} in this environment, or it is no longer kept.</p>
    </div>
  );
}

export interface FactsProps {
  /** Facts without a value are left out. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}

export function Facts({ facts }: FactsProps) {
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) =>
        value === null || value === undefined || value === "" || value === false ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

export function DetailLoading({ label }: { readonly label: string }) {
  return (
    <div className={styles["loading"]} role="status" aria-label={label}>
      <span />
      <span />
      <span />
    </div>
  );
}

/** JSON as text. */
export function JsonBlock({ label, value }: { readonly label: string; readonly value: unknown }) {
  return (
    <pre className={styles["json"]} tabIndex={0} role="region" aria-label={label}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
