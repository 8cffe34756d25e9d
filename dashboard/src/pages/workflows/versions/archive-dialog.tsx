import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { UnfinishedRunsDocument } from "../../../api/generated/builder.js";
import { ArchiveWorkflowDocument } from "../../../api/generated/versions.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { Button } from "../../../components/form/button.js";
import { TextField } from "../../../components/form/text-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import styles from "./versions.module.css";

export interface ArchiveDialogProps {
  readonly workflow: OpenWorkflow;
  readonly onClose: () => void;
}

/** Removes a workflow, after saying what that means for callers and for runs under way. */
export function ArchiveDialog({ workflow, onClose }: ArchiveDialogProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { workflowKey } = workflow;
  const [typed, setTyped] = useState("");
  const [cancelsRuns, setCancelsRuns] = useState(false);
  const unfinished = useQuery({
    queryKey: [env, "workflow", workflowKey, "unfinished-count"],
    staleTime: 0,
    async queryFn({ signal }) {
      const found = await ask(env, UnfinishedRunsDocument, { variables: { key: workflowKey }, signal });
      return (found.workflow?.versions.nodes ?? []).reduce((sum, each) => sum + each.unfinishedRunCount, 0);
    },
  });
  const archive = useMutation({
    mutationFn: () => ask(env, ArchiveWorkflowDocument, { variables: { input: { workflowKey, cancelsRuns } } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: [env, "workflows"] });
      await navigate({ to: "/$env/workflows", params: { env } });
    },
  });
  const count = unfinished.data ?? 0;
  return (
    <Dialog title={`Archive ${workflow.name}`} onClose={onClose}>
      <form
        className={styles["dialog"]}
        onSubmit={(event) => {
          event.preventDefault();
          archive.mutate();
        }}
      >
        <p>
          Within a second, calls of <code>notify</code> with <code>{workflowKey}</code> are refused as for a workflow
          that does not exist. Its key is free for another one. What it did stays in the logs; it cannot be brought
          back.
        </p>
        {unfinished.isPending && <p role="status">Counting runs that are under way…</p>}
        {unfinished.isSuccess && count === 0 && <p>No run is under way.</p>}
        {count > 0 && (
          <fieldset className={styles["choice"]}>
            <legend>
              <Link to="/$env/in-flight" params={{ env }} search={{ workflow: workflowKey }}>
                {count.toLocaleString("en")} {count === 1 ? "run" : "runs"}
              </Link>{" "}
              {count === 1 ? "is" : "are"} under way
            </legend>
            <label>
              <input type="radio" name="runs" checked={!cancelsRuns} onChange={() => setCancelsRuns(false)} />
              Each ends when it would go on
            </label>
            <label>
              <input type="radio" name="runs" checked={cancelsRuns} onChange={() => setCancelsRuns(true)} />
              Cancel them now
            </label>
          </fieldset>
        )}
        <TextField label={`Type “${workflowKey}” to archive it`} isCode isFirst value={typed} onChange={setTyped} />
        {archive.isError && <ErrorView error={archive.error} />}
        <p className={styles["buttons"]}>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="danger" type="submit" disabled={typed.trim() !== workflowKey} isBusy={archive.isPending}>
            Archive
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
