import { When } from "../../../components/facts/when.js";
import { Button } from "../../../components/form/button.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import type { EditorState } from "./draft/draft-editor.js";
import styles from "./builder.module.css";

export interface SaveMarkProps {
  readonly state: EditorState;
  readonly workflow: OpenWorkflow;
  readonly onConflict: () => void;
}

/** Whether what is on the page is saved, and what keeps it from that. */
export function SaveMark({ state, workflow, onConflict }: SaveMarkProps) {
  return (
    <span className={styles["save"]} role="status" data-save={state.save}>
      <Words state={state} workflow={workflow} onConflict={onConflict} />
    </span>
  );
}

function Words({ state, workflow, onConflict }: SaveMarkProps) {
  const { save, text, issues, failure, savedAt, theirs } = state;
  if (text) return <>Not saved: the JSON cannot be read</>;
  switch (save) {
    case "waiting":
    case "saving":
      return <>Saving…</>;
    case "invalid":
      return <>{`Not saved: ${issues.length} ${issues.length === 1 ? "issue" : "issues"}`}</>;
    case "failed":
      return <span title={failure ?? ""}>Not saved yet: kept in this browser, tries again</span>;
    case "conflict":
      return (
        <>
          {theirs?.savedBy ?? "Somebody"} saved meanwhile. <Button onClick={onConflict}>Compare…</Button>
        </>
      );
    case "saved":
      if (savedAt !== null) return <>Saved</>;
      if (!workflow.hasDraft || !workflow.draftSavedBy) return null;
      return (
        <>
          saved <When at={workflow.updatedAt} /> by {workflow.draftSavedBy.name}
        </>
      );
  }
}
