import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { Details, JsonBlock } from "../../../components/facts/details.js";
import { StepColumn } from "../../../components/steps/step-column.js";
import { readDocument } from "../../../document/document.js";
import { findStep } from "../../../document/paths.js";
import { StepFacts } from "./step-facts.js";
import { WorkflowFacts } from "./workflow-facts.js";
import { WorkflowHead } from "./workflow-head.js";
import type { OpenWorkflow } from "./workflow-query.js";
import frame from "./workflow-frame.module.css";
import styles from "./workflow-page.module.css";

const route = getRouteApi("/$env/workflows/$key");

/** A workflow for those who may not change it: the column of its steps, and what the chosen one says. */
export function ReadView({ workflow }: { readonly workflow: OpenWorkflow }) {
  const { view, step: ref } = route.useSearch();
  const navigate = route.useNavigate();
  const select = useCallback((step: string) => void navigate({ search: { step }, replace: true }), [navigate]);
  const document = readDocument(workflow.document);
  const chosen = document && ref !== undefined ? findStep(document, ref) : null;
  return (
    <div className={frame["page"]}>
      <WorkflowHead workflow={workflow} />
      {view === "json" || !document ? (
        <div className={styles["json"]}>
          <JsonBlock label="The document" value={workflow.document} />
        </div>
      ) : (
        <div className={styles["columns"]}>
          <div className={styles["picture"]}>
            <StepColumn
              document={document}
              selectedRef={ref}
              onSelect={select}
              start={
                <>
                  <code>{workflow.workflowKey}</code> is triggered
                </>
              }
            />
          </div>
          <aside className={styles["side"]} aria-label={chosen ? "The chosen step" : "The workflow"}>
            <Details>{chosen ? <StepFacts step={chosen.step} /> : <WorkflowFacts document={document} />}</Details>
          </aside>
        </div>
      )}
    </div>
  );
}
