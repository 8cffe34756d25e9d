import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { DeadLetterFragment } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DetailLoading } from "../../components/facts/details.js";
import { Button } from "../../components/form/button.js";
import { NumberField } from "../../components/form/number-field.js";
import { CheckField } from "../../components/form/select-field.js";
import { Dialog } from "../../components/frame/dialog.js";
import { ErrorView } from "../../components/frame/error-view.js";
import forms from "../../components/page/forms.module.css";
import styles from "./page.module.css";
import { reasonWords } from "./reason-words.js";
import { resend, type Resent } from "./resend.js";

export interface ResendDialogProps {
  readonly group: DeadLetterFragment;
  /** The beginning of the time that is shown. */
  readonly from: string;
  readonly onClose: () => void;
}

type Progress =
  | { readonly state: "asked" }
  | { readonly state: "running" | "done"; readonly queued: number; readonly total: number }
  | { readonly state: "failed"; readonly queued: number; readonly error: unknown };

/** Sends given-up messages again: first how many it would be, then batch after batch until none is left. */
export function ResendDialog({ group, from, onClose }: ResendDialogProps) {
  const env = useEnvironmentKey();
  const client = useQueryClient();
  const [maxAgeHours, setMaxAgeHours] = useState<number | undefined>(undefined);
  const [skipsRead, setSkipsRead] = useState(true);
  const [progress, setProgress] = useState<Progress>({ state: "asked" });
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const choice = { maxAgeHours: maxAgeHours ?? null, skipsRead };
  const dryRun = useQuery({
    queryKey: [env, "resend", group.channelKey, group.reason, from, choice],
    queryFn: () => resend(env, { group, from, choice }, true),
    staleTime: 0,
    gcTime: 0,
  });

  const run = async (total: number) => {
    let queued = 0;
    setProgress({ state: "running", queued, total });
    try {
      for (let isMore = true; isMore && isShown.current;) {
        const { queuedCount, remainingCount } = await resend(env, { group, from, choice }, false);
        queued += queuedCount;
        isMore = remainingCount > 0 && queuedCount > 0;
        setProgress({ state: isMore ? "running" : "done", queued, total: Math.max(total, queued + remainingCount) });
      }
    } catch (error) {
      setProgress({ state: "failed", queued, error });
    }
    await client.invalidateQueries({ queryKey: [env, "dead-letters"] });
  };

  return (
    <Dialog title="Send again" onClose={onClose}>
      <div className={forms["stack"]}>
        <p>
          {reasonWords(group.reason)}, by <code>{group.channelKey}</code>. They go through all providers anew. One that
          may have been sent already can arrive twice.
        </p>
        {progress.state === "asked" && (
          <>
            <NumberField
              label="Not older than (hours)"
              hint="Empty for any age."
              min={1}
              value={maxAgeHours}
              onChange={setMaxAgeHours}
            />
            <CheckField
              label="Leave out what was read on another channel"
              checked={skipsRead}
              onChange={setSkipsRead}
            />
            {dryRun.isPending && <DetailLoading label="Loading the count" />}
            {dryRun.isError && <ErrorView error={dryRun.error} onRetry={() => void dryRun.refetch()} />}
            {dryRun.data && <Counts counted={dryRun.data} />}
            <p className={forms["buttons"]}>
              <Button onClick={onClose}>Cancel</Button>
              <Button
                kind="main"
                disabled={!dryRun.data || totalOf(dryRun.data) === 0}
                onClick={() => void run(dryRun.data ? totalOf(dryRun.data) : 0)}
              >
                Send {dryRun.data ? totalOf(dryRun.data).toLocaleString("en") : ""} again
              </Button>
            </p>
          </>
        )}
        {progress.state !== "asked" && <Run progress={progress} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

function totalOf({ queuedCount, remainingCount }: Resent): number {
  return queuedCount + remainingCount;
}

function Counts({ counted }: { readonly counted: Resent }) {
  return (
    <dl className={forms["counts"]} aria-label="What would happen">
      <dt>{totalOf(counted).toLocaleString("en")}</dt>
      <dd>would be sent again</dd>
      {counted.leftOut.map(({ code, count }) => (
        <CountOf key={code} count={count} words={`left out: ${reasonWords(code)}`} />
      ))}
    </dl>
  );
}

function CountOf({ count, words }: { readonly count: number; readonly words: string }) {
  return (
    <>
      <dt>{count.toLocaleString("en")}</dt>
      <dd>{words}</dd>
    </>
  );
}

function Run({
  progress,
  onClose,
}: {
  readonly progress: Exclude<Progress, { state: "asked" }>;
  readonly onClose: () => void;
}) {
  if (progress.state === "failed") {
    return (
      <>
        <p>{progress.queued.toLocaleString("en")} were queued before it failed.</p>
        <ErrorView error={progress.error} />
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Close</Button>
        </p>
      </>
    );
  }
  const { state, queued, total } = progress;
  const percent = total === 0 ? 100 : Math.round((queued / total) * 100);
  return (
    <>
      <div className={styles["bar"]} role="progressbar" aria-label="Queued" aria-valuenow={percent}>
        <span style={{ width: `${percent}%` }} />
      </div>
      <p role="status">
        {state === "done"
          ? `${queued.toLocaleString("en")} are queued again.`
          : `${queued.toLocaleString("en")} of ${total.toLocaleString("en")} are queued. Closing this stops after the batch.`}
      </p>
      <p className={forms["buttons"]}>
        <Button onClick={onClose}>{state === "done" ? "Close" : "Stop"}</Button>
      </p>
    </>
  );
}
