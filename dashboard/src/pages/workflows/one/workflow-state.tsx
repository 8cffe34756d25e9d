import styles from "./workflow-state.module.css";

export interface WorkflowStateProps {
  readonly workflow: {
    readonly isActive: boolean;
    readonly committedVersion: number | null;
    readonly hasDraft: boolean;
  };
}

/** Whether triggers are accepted, which version they get, and whether there is a draft beside it. */
export function WorkflowState({ workflow }: WorkflowStateProps) {
  const { isActive, committedVersion, hasDraft } = workflow;
  return (
    <span className={styles["state"]}>
      {committedVersion === null ? (
        <span>Never committed</span>
      ) : (
        <span data-is-active={isActive}>
          <span aria-hidden className={styles["dot"]} />
          {isActive ? "Active" : "Off"}, version {committedVersion}
        </span>
      )}
      {hasDraft && <span className={styles["draft"]}>Draft</span>}
    </span>
  );
}
