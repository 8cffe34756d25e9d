import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { SendForRealDocument } from "../../../api/generated/simulate.js";
import { addressOf } from "../../../app/page-address.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { Button } from "../../../components/form/button.js";
import { CheckField } from "../../../components/form/select-field.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import styles from "./simulate.module.css";
import { notifyPart, type Story } from "./story.js";

export interface SendDialogProps {
  readonly workflow: OpenWorkflow;
  readonly story: Story;
  readonly onClose: () => void;
}

/** Calls `notify` with the story's first trigger, after naming those who will get it. */
export function SendDialog({ workflow, story, onClose }: SendDialogProps) {
  const env = useEnvironmentKey();
  const { environment } = useSession();
  const [isSandbox, setIsSandbox] = useState(false);
  const trigger = story.events.find((event) => event.kind === "trigger");
  const { workflowKey, committedVersion } = workflow;
  const send = useMutation({
    async mutationFn() {
      if (!trigger) throw new Error("The story has no trigger.");
      const settings = isSandbox ? { settings: { sandboxMode: true } } : {};
      const input = { workflowKey, ...notifyPart(trigger), ...settings };
      return (await ask(env, SendForRealDocument, { variables: { input } })).notify?.trigger.id ?? null;
    },
  });
  const id = send.data;
  return (
    <Dialog title="Really send" onClose={onClose}>
      <div className={styles["dialog"]}>
        {id ? (
          <>
            <p role="status">The trigger was accepted.</p>
            <p className={styles["add"]}>
              <Link to="/$env/triggers/$id" params={{ env, id }}>
                See what became of it
              </Link>
              {environment?.isDevelopment === true && <a href={addressOf("demo")}>Look into the demo’s feeds</a>}
            </p>
          </>
        ) : (
          <>
            <p>
              <code>notify</code> is called with the first trigger of the story, for{" "}
              <strong>{trigger?.recipients.join(", ")}</strong>. They get version {committedVersion} of{" "}
              <strong>{workflow.name}</strong>
              {workflow.hasDraft && ", not the draft"}.
            </p>
            <CheckField label="Sandbox: decide everything, send nothing" checked={isSandbox} onChange={setIsSandbox} />
            {send.isError && <ErrorView error={send.error} />}
            <p className={styles["buttons"]}>
              <Button onClick={onClose}>Cancel</Button>
              <Button kind="main" isBusy={send.isPending} disabled={!trigger} onClick={() => send.mutate()}>
                {isSandbox ? "Run in the sandbox" : "Send"}
              </Button>
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}
