import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ask } from "../../../api/ask.js";
import { ChangeRunsDocument } from "../../../api/generated/in-flight.js";
import type { RunAction, RunFilterInput } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";

/** How far a change of many runs has come. One call looks at 20,000 runs, so that it is repeated for more. */
export type Progress =
  | { readonly at: "asked" }
  | { readonly at: "working" | "done" | "stopped"; readonly done: number; readonly left: number }
  | { readonly at: "failed"; readonly done: number; readonly error: unknown };

export interface Change {
  readonly progress: Progress;
  readonly begin: (total: number) => void;
  /** What has been changed stays changed. */
  readonly stop: () => void;
}

export function useChange(action: RunAction, filter: RunFilterInput): Change {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress>({ at: "asked" });
  const isStopped = useRef(false);

  async function work(total: number): Promise<void> {
    let done = 0;
    try {
      for (let left = total; left > 0;) {
        setProgress({ at: "working", done, left });
        const { changeRuns } = await ask(env, ChangeRunsDocument, { variables: { input: { action, filter } } });
        const changed = changeRuns?.changedCount ?? 0;
        done += changed;
        left = changed === 0 ? 0 : (changeRuns?.remainingCount ?? 0);
        if (isStopped.current && left > 0) return setProgress({ at: "stopped", done, left });
      }
      setProgress({ at: "done", done, left: 0 });
    } catch (error) {
      setProgress({ at: "failed", done, error });
    } finally {
      await client.invalidateQueries({ queryKey: [env, "backlog"] });
      await client.invalidateQueries({ queryKey: [env, "runs"] });
    }
  }

  return {
    progress,
    begin: (total) => void work(total),
    stop() {
      isStopped.current = true;
    },
  };
}
