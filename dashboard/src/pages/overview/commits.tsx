import { Link } from "@tanstack/react-router";
import type { OverviewQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { When } from "../../components/facts/when.js";
import styles from "./overview.module.css";

const SHOWN = 5;

/** The workflows that were committed last, by whom and why. */
export function Commits({ overview }: { readonly overview: OverviewQuery }) {
  const env = useEnvironmentKey();
  const commits = (overview.workflows?.nodes ?? [])
    .flatMap(({ workflowKey, name, versions }) => versions.nodes.map((version) => ({ workflowKey, name, version })))
    .sort((left, right) => right.version.committedAt.localeCompare(left.version.committedAt))
    .slice(0, SHOWN);
  if (commits.length === 0) return null;
  return (
    <section aria-labelledby="commits" className={styles["card"]}>
      <h2 id="commits">Last commits</h2>
      <ul className={styles["commits"]}>
        {commits.map(({ workflowKey: key, name, version: { number, committedAt, message, author } }) => (
          <li key={key}>
            <Link to="/$env/workflows/$key/versions" params={{ env, key }}>
              {name}
            </Link>
            <span>
              version {number}
              {message !== null && `: ${message}`}
            </span>
            <span>
              {author?.name ?? "Carillon"}, <When at={committedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
