import { Link } from "@tanstack/react-router";
import type { OverviewQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { kindOfCode, labelOf, type OutcomeKind } from "../../components/marks/outcome.js";
import { StatusMark } from "../../components/marks/status-mark.js";
import styles from "./overview.module.css";

/** How the runs of today's latest triggers ended. */
export function Outcomes({ overview }: { readonly overview: OverviewQuery }) {
  const env = useEnvironmentKey();
  const triggers = overview.triggers?.nodes ?? [];
  const counts = countsOf(triggers);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const isPart = overview.triggers?.pageInfo.hasNextPage === true;
  return (
    <section aria-labelledby="outcomes" className={styles["card"]}>
      <h2 id="outcomes">Outcomes today</h2>
      {total === 0 ? (
        <p className={styles["none"]}>No run yet today.</p>
      ) : (
        <ul className={styles["outcomes"]}>
          {[...counts].map(([kind, count]) => (
            <li key={kind}>
              <StatusMark kind={kind}>{labelOf(kind)}</StatusMark>
              <span className={styles["track"]} aria-hidden>
                <span data-kind={kind} style={{ width: `${(count / total) * 100}%` }} />
              </span>
              <span className={styles["count"]}>{count.toLocaleString("en")}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles["foot"]}>
        {isPart ? "Of the 20 latest triggers. " : ""}
        <Link to="/$env/runs" params={{ env }}>
          All runs
        </Link>
      </p>
    </section>
  );
}

function countsOf(triggers: NonNullable<OverviewQuery["triggers"]>["nodes"]): Map<OutcomeKind, number> {
  const counts = new Map<OutcomeKind, number>();
  for (const { outcomes } of triggers) {
    for (const { code, count } of outcomes) {
      const kind = kindOfCode(code);
      counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
  }
  return new Map([...counts].sort(([, left], [, right]) => right - left));
}
