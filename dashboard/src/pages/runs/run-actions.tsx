import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FastForward } from "lucide-react";
import { useState } from "react";
import { ask } from "../../api/ask.js";
import type { RunAction } from "../../api/generated/operations.js";
import { ChangeOneRunDocument } from "../../api/generated/run.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { Button } from "../../components/form/button.js";
import { ErrorView } from "../../components/frame/error-view.js";
import styles from "./run.module.css";

/** Lets a waiting run go on now, or ends it, which is asked twice. */
export function RunActions({ id }: { readonly id: string }) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const { permissions } = useSession();
  const [isAsked, setIsAsked] = useState(false);
  const change = useMutation({
    async mutationFn(action: RunAction) {
      const input = { action, ids: [id] };
      return (await ask(env, ChangeOneRunDocument, { variables: { input } })).changeRuns?.changedCount ?? 0;
    },
    async onSuccess() {
      setIsAsked(false);
      await client.invalidateQueries({ queryKey: [env, "run", id] });
    },
  });
  if (!permissions.includes("triggers.cancel")) return null;
  return (
    <div className={styles["actions"]}>
      <Button isBusy={change.isPending} onClick={() => change.mutate("WAKE")}>
        <FastForward size={15} aria-hidden />
        Wake now
      </Button>
      {isAsked ? (
        <>
          <Button kind="danger" isBusy={change.isPending} onClick={() => change.mutate("CANCEL")}>
            It ends and sends nothing more: cancel it
          </Button>
          <Button onClick={() => setIsAsked(false)}>Leave it</Button>
        </>
      ) : (
        <Button kind="danger" onClick={() => setIsAsked(true)}>
          Cancel…
        </Button>
      )}
      {change.data === 0 && <p role="status">It waits for an answer, not for a time, or has gone on by itself.</p>}
      {change.isError && <ErrorView error={change.error} />}
    </div>
  );
}
