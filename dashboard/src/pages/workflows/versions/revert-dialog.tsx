import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import type { ListedVersionFragment } from "../../../api/generated/operations.js";
import { RevertWorkflowDocument } from "../../../api/generated/versions.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { DiffView } from "../../../components/steps/diff-view.js";
import { diffDocuments } from "../../../document/diff.js";
import { readDocument } from "../../../document/document.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import styles from "./versions.module.css";

export interface RevertDialogProps {
  readonly workflow: OpenWorkflow;
  readonly version: ListedVersionFragment;
  readonly onClose: () => void;
}

/** Commits an earlier version's document anew, after a look at what changes. */
export function RevertDialog({ workflow, version, onClose }: RevertDialogProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [message, setMessage] = useState("");
  const { workflowKey, committedVersion, committedDocument } = workflow;
  const revert = useMutation({
    mutationFn: () => {
      const input = { workflowKey, version: version.number, message: message.trim() || null };
      return ask(env, RevertWorkflowDocument, { variables: { input } });
    },
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: [env, "workflows"] });
      await client.invalidateQueries({ queryKey: [env, "workflow", workflowKey] });
    },
  });
  return (
    <Dialog title={`Bring back version ${version.number}`} onClose={onClose}>
      <form
        className={styles["dialog"]}
        onSubmit={(event) => {
          event.preventDefault();
          revert.mutate();
        }}
      >
        <p>
          It becomes version {(committedVersion ?? 0) + 1}, and triggers get it at once. Unfinished runs follow the
          version with which they began. {workflow.hasDraft && "The draft is kept."}
        </p>
        <DiffView diff={diffDocuments(readDocument(committedDocument), readDocument(version.document))} />
        <TextField label="Why, for the history" value={message} onChange={setMessage} />
        {revert.isError && <ErrorView error={revert.error} />}
        <p className={styles["buttons"]}>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" type="submit" isBusy={revert.isPending}>
            Bring back
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
