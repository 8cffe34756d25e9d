import { Link } from "@tanstack/react-router";
import type { OverviewQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { labelOf, runsByKind } from "../../components/marks/outcome.js";
import { StatusMark } from "../../components/marks/status-mark.js";
import styles from "./overview.module.css";

/** How the runs ended that ended today. */
export function Outcomes({ overview }: { readonly overview: OverviewQuery }) {
  const env = useEnvironmentKey();
  const counts = runsByKind(overview.outcomes?.series ?? []);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const { sent = 0, seen = 0, read = 0 } = overview.today?.series[0]?.totals ?? {};
  return (
    <section aria-labelledby="outcomes" className={styles["card"]}>
      <h2 id="outcomes">Outcomes today</h2>
      {total === 0 ? (
        <p className={styles["none"]}>No run has ended today.</p>
      ) : (
        <ul className={styles["outcomes"]}>
          {[...counts].map(([kind, count]) => (
            <li key={kind}>
              <StatusMark kind={kind}>{labelOf(kind)}</StatusMark>
              <span className={styles["track"]} aria-hidden>
                <span data-kind={kind} style={{ width: `${(count / total) * 100}%` }} />
              </span>
              <span className={styles["count"]}>
                <Link to="/$env/runs" params={{ env }} search={kind === "nothing" ? {} : { outcome: kind }}>
                  {count.toLocaleString("en")}
                </Link>
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles["foot"]}>
        {sent.toLocaleString("en")} {sent === 1 ? "message" : "messages"} sent, {seen.toLocaleString("en")} seen,{" "}
        {read.toLocaleString("en")} read.
      </p>
    </section>
  );
}
