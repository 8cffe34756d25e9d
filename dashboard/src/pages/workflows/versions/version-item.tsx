import { Link } from "@tanstack/react-router";
import type { ListedVersionFragment } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { When } from "../../../components/facts/when.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import styles from "./versions.module.css";

export interface VersionItemProps {
  readonly version: ListedVersionFragment;
  readonly workflow: OpenWorkflow;
  /** Null for those who may not. */
  readonly onRevert: (() => void) | null;
  readonly onPromote: (() => void) | null;
}

export function VersionItem({ version, workflow, onRevert, onPromote }: VersionItemProps) {
  const env = useEnvironmentKey();
  const { number, committedAt, message, revertOf, promotedFrom, unfinishedRunCount, author } = version;
  const isCurrent = number === workflow.committedVersion;
  const search = number > 1 ? { from: number - 1, to: number } : { to: number };
  return (
    <>
      <p className={styles["number"]}>
        <Link to="/$env/workflows/$key/versions" params={{ env, key: workflow.workflowKey }} search={search} replace>
          Version {number}
        </Link>
        {isCurrent && <span className={styles["current"]}>current</span>}
        <When at={committedAt} />
      </p>
      {message !== null && <p className={styles["message"]}>{message}</p>}
      <p className={styles["about"]}>
        by {author?.name ?? "Carillon"}
        {revertOf !== null && `, brings back version ${revertOf}`}
        {promotedFrom !== null && `, from ${promotedFrom}`}
        {unfinishedRunCount > 0 && `, ${unfinishedRunCount} unfinished ${unfinishedRunCount === 1 ? "run" : "runs"}`}
      </p>
      <p className={styles["acts"]}>
        {onRevert && !isCurrent && (
          <button type="button" className={styles["revert"]} onClick={onRevert}>
            Bring back…
          </button>
        )}
        {onPromote && (
          <button type="button" className={styles["revert"]} onClick={onPromote}>
            Promote…
          </button>
        )}
      </p>
    </>
  );
}
