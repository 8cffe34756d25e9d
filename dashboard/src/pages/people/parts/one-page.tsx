import { Link, useSearch } from "@tanstack/react-router";
import { Suspense, type ReactNode } from "react";
import { PageTitle } from "../../../components/frame/page-title.js";
import tabStyles from "../../../components/frame/tabs.module.css";
import { DetailLoading } from "../../../components/facts/details.js";
import styles from "./one-page.module.css";

/** A view of one user, object or tenant; the first one is shown where the address names none. */
export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly content: () => ReactNode;
}

export interface OnePageProps {
  readonly name: string;
  /** The id as the customer gave it. */
  readonly id: string;
  /** Such as `User`. */
  readonly kind: string;
  readonly tabs: readonly [Tab, ...Tab[]];
}

/** The page of one user, object or tenant: its name, and its views as tabs. */
export function OnePage({ name, id, kind, tabs }: OnePageProps) {
  const { tab: wanted } = useSearch({ strict: false });
  const shown = tabs.find(({ key }) => key === wanted) ?? tabs[0];
  return (
    <div className={styles["page"]}>
      <header className={styles["head"]}>
        <div className={styles["title"]}>
          <PageTitle name={name} />
          <span>{kind}</span>
          <code>{id}</code>
        </div>
        <nav aria-label={`Views of the ${kind.toLowerCase()}`} className={`${tabStyles["tabs"]} ${styles["tabs"]}`}>
          {tabs.map(({ key, label }) => (
            <Link
              key={key}
              to="."
              search={{ tab: key }}
              className={tabStyles["tab"]}
              aria-current={key === shown.key ? "page" : undefined}
            >
              {label}
            </Link>
          ))}
        </nav>
      </header>
      <div className={styles["content"]} key={shown.key}>
        <Suspense fallback={<DetailLoading label={`Loading ${shown.label.toLowerCase()}`} />}>
          {shown.content()}
        </Suspense>
      </div>
    </div>
  );
}
