import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { CommitDraftDocument, DiscardDraftDocument, UnfinishedRunsDocument } from "../../../api/generated/builder.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { DiffView } from "../../../components/steps/diff-view.js";
import { diffDocuments, isSameDocument } from "../../../document/diff.js";
import { readDocument } from "../../../document/document.js";
import { workflowOptions, type OpenWorkflow } from "../one/workflow-query.js";
import type { DraftEditor } from "./draft/draft-editor.js";
import styles from "./builder.module.css";
import { useEditorState } from "./draft/use-draft-editor.js";

export interface CommitDialogProps {
  readonly workflow: OpenWorkflow;
  readonly editor: DraftEditor;
  readonly onClose: () => void;
}

/** Makes the draft what triggers get, after a look at what changes and whom it concerns. */
export function CommitDialog({ workflow, editor, onClose }: CommitDialogProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [message, setMessage] = useState("");
  const { history, issues, save } = useEditorState(editor);
  const { workflowKey, committedVersion, committedDocument } = workflow;
  const diff = diffDocuments(readDocument(committedDocument), history.present);
  const finish = async (): Promise<void> => {
    onClose();
    await client.invalidateQueries({ queryKey: [env, "workflows"] });
    await client.invalidateQueries({ queryKey: workflowOptions(env, workflowKey).queryKey });
  };
  const commit = useMutation({
    async mutationFn() {
      if (!(await editor.flush())) return false;
      const draftRevision = editor.state.server.revision;
      const input = { workflowKey, message: message.trim() || null, draftRevision };
      await ask(env, CommitDraftDocument, { variables: { input } });
      return true;
    },
    onSuccess: (isDone) => (isDone ? finish() : undefined),
  });
  const discard = useMutation({
    async mutationFn() {
      await editor.flush();
      await ask(env, DiscardDraftDocument, { variables: { input: { workflowKey } } });
    },
    onSuccess: finish,
  });
  const isSame = committedVersion !== null && isSameDocument(diff);
  const isStuck = commit.data === false;
  return (
    <Dialog
      title={committedVersion === null ? "Commit version 1" : `Commit version ${committedVersion + 1}`}
      onClose={onClose}
    >
      <form
        className={styles["dialog"]}
        onSubmit={(event) => {
          event.preventDefault();
          commit.mutate();
        }}
      >
        <TextField label="What changed and why" isFirst value={message} onChange={setMessage} />
        <UnfinishedRuns workflowKey={workflowKey} next={(committedVersion ?? 0) + 1} />
        <DiffView diff={diff} />
        {isStuck && (
          <p className={styles["stuck"]} role="alert">
            {save === "conflict"
              ? "Somebody else saved meanwhile. Compare first."
              : `It is not saved yet${issues.length > 0 ? `: ${issues.map((issue) => issue.message).join(" ")}` : "."}`}
          </p>
        )}
        {commit.isError && <ErrorView error={commit.error} />}
        {discard.isError && <ErrorView error={discard.error} />}
        <p className={styles["buttons"]}>
          {committedVersion !== null && workflow.hasDraft && (
            <Button kind="danger" isBusy={discard.isPending} onClick={() => discard.mutate()}>
              Discard the draft
            </Button>
          )}
          <Button onClick={onClose}>Not yet</Button>
          <Button kind="main" type="submit" disabled={isSame} isBusy={commit.isPending}>
            Commit
          </Button>
        </p>
      </form>
    </Dialog>
  );
}

function UnfinishedRuns({ workflowKey, next }: { readonly workflowKey: string; readonly next: number }) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "workflow", workflowKey, "unfinished"],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await ask(env, UnfinishedRunsDocument, { variables: { key: workflowKey }, signal })).workflow?.versions.nodes ??
      [],
  });
  const busy = (query.data ?? []).filter(({ unfinishedRunCount }) => unfinishedRunCount > 0);
  if (busy.length === 0) return <p className={styles["hint"]}>Triggers get it at once. No run is under way.</p>;
  return (
    <p className={styles["hint"]}>
      {busy
        .map(
          ({ number, unfinishedRunCount: count }) =>
            `${count} unfinished ${count === 1 ? "run" : "runs"} in version ${number}`,
        )
        .join(", ")}
      : they follow it to the end. Open batches go on with version {next}, unless they are pinned.
    </p>
  );
}
