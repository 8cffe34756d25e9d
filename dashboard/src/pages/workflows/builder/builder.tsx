import { getRouteApi } from "@tanstack/react-router";
import { Redo2, Undo2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { IconButton } from "../../../components/frame/icon-button.js";
import { WorkflowHead } from "../one/workflow-head.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import { CommitDialog } from "./commit-dialog.js";
import { ConflictDialog } from "./conflict-dialog.js";
import type { ServerDraft } from "./draft/draft-editor.js";
import { JsonView } from "./json-view.js";
import { SaveMark } from "./save-mark.js";
import { StepsView } from "./steps/steps-view.js";
import frame from "../one/workflow-frame.module.css";
import { useDraftEditor, useEditorState } from "./draft/use-draft-editor.js";
import { useUndoKeys } from "./use-undo-keys.js";

const route = getRouteApi("/$env/workflows/$key");

export interface BuilderProps {
  readonly workflow: OpenWorkflow;
  readonly draft: ServerDraft;
}

/** Changes a workflow: its steps or its JSON, saved as a draft by itself and committed on purpose. */
export function Builder({ workflow, draft }: BuilderProps) {
  const env = useEnvironmentKey();
  const editor = useDraftEditor(env, workflow, draft);
  const state = useEditorState(editor);
  const { view } = route.useSearch();
  const [open, setOpen] = useState<"commit" | "conflict" | null>(null);
  const close = useCallback(() => setOpen(null), []);
  useUndoKeys(editor);
  const { history, save } = state;
  const hasChanges = workflow.hasDraft || save !== "saved" || workflow.committedVersion === null;
  return (
    <div className={frame["page"]}>
      <WorkflowHead
        workflow={workflow}
        name={history.present.name}
        about={<SaveMark state={state} workflow={workflow} onConflict={() => setOpen("conflict")} />}
        actions={
          <>
            <IconButton label="Undo (Ctrl Z)" disabled={history.past.length === 0} onClick={() => editor.undo()}>
              <Undo2 size={17} aria-hidden />
            </IconButton>
            <IconButton label="Redo (Ctrl ⇧ Z)" disabled={history.future.length === 0} onClick={() => editor.redo()}>
              <Redo2 size={17} aria-hidden />
            </IconButton>
            <Button kind="main" disabled={!hasChanges || save === "conflict"} onClick={() => setOpen("commit")}>
              Commit…
            </Button>
          </>
        }
      />
      {view === "json" ? <JsonView editor={editor} /> : <StepsView editor={editor} />}
      {open === "commit" && <CommitDialog workflow={workflow} editor={editor} onClose={close} />}
      {open === "conflict" && state.theirs && <ConflictDialog editor={editor} theirs={state.theirs} onClose={close} />}
    </div>
  );
}
