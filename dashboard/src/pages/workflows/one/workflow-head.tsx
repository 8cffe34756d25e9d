import { Link, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { PageTitle } from "../../../components/frame/page-title.js";
import tabs from "../../../components/frame/tabs.module.css";
import { ActiveSwitch } from "./active-switch.js";
import styles from "./workflow-head.module.css";
import type { OpenWorkflow } from "./workflow-query.js";
import { WorkflowState } from "./workflow-state.js";

export interface WorkflowHeadProps {
  readonly workflow: OpenWorkflow;
  /** Its name as it is edited. */
  readonly name?: string;
  /** Beside the state, such as when the draft was saved. */
  readonly about?: ReactNode;
  /** At the right, such as a button that commits. */
  readonly actions?: ReactNode;
}

/** The name and state of a workflow, and the ways to look at it. */
export function WorkflowHead({ workflow, name = workflow.name, about, actions }: WorkflowHeadProps) {
  const env = useEnvironmentKey();
  const key = workflow.workflowKey;
  const params = { env, key };
  const { step } = useSearch({ strict: false });
  const kept = step === undefined ? {} : { step };
  const link = { className: tabs["tab"], params, activeOptions: { exact: true, includeSearch: true } };
  return (
    <header className={styles["head"]}>
      <div className={styles["title"]}>
        <PageTitle name={name} />
        <code>{key}</code>
        <WorkflowState workflow={workflow} />
        {about}
      </div>
      <div className={styles["actions"]}>
        {workflow.committedVersion !== null && <ActiveSwitch workflow={workflow} />}
        {actions}
      </div>
      <nav aria-label="Views of the workflow" className={`${tabs["tabs"]} ${styles["tabs"]}`}>
        <Link {...link} to="/$env/workflows/$key" search={kept}>
          Steps
        </Link>
        <Link {...link} to="/$env/workflows/$key" search={{ ...kept, view: "json" }}>
          JSON
        </Link>
        <Link
          className={tabs["tab"]}
          to="/$env/workflows/$key/versions"
          params={params}
          activeOptions={{ includeSearch: false }}
        >
          Versions
        </Link>
        <Link className={tabs["tab"]} to="/$env/workflows/$key/simulate" params={params}>
          Simulate
        </Link>
        <Link className={tabs["tab"]} to="/$env/runs" params={{ env }} search={{ workflow: key }}>
          Runs
        </Link>
      </nav>
    </header>
  );
}
