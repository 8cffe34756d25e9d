import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../../api/ask.js";
import { ChangeRunsDocument, WaitingRunsDocument } from "../../../api/generated/in-flight.js";
import type { RunAction, WaitingRunsQuery } from "../../../api/generated/operations.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { PersonName } from "../../../components/facts/person-name.js";
import { When } from "../../../components/facts/when.js";
import { Button } from "../../../components/form/button.js";
import { Dialog } from "../../../components/frame/dialog.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import type { InFlightSearch } from "../search.js";
import { selectionFilter, selectionWords } from "../selection.js";
import { runsWords } from "../waits.js";
import forms from "../../../components/page/forms.module.css";
import styles from "./change.module.css";
import { useChange, type Change } from "./use-change.js";

const EXAMPLES = 5;
/** A dry run counts no further. */
const COUNTED_MAX = 100_000;

const WORDS: Readonly<Record<RunAction, { verb: string; done: string; means: string }>> = {
  WAKE: {
    verb: "Wake",
    done: "woken",
    means:
      "Their delay or batch ends at once, and they go on as if its time had come. A batch closes for all its runs.",
  },
  CANCEL: {
    verb: "Cancel",
    done: "cancelled",
    means: "They end and send nothing any more. This cannot be undone.",
  },
};

export interface ChangeDialogProps {
  readonly action: RunAction;
  readonly search: InFlightSearch;
  readonly onClose: () => void;
}

/** Says how many runs it would be and names some, before anything changes; then says how far it has come. */
export function ChangeDialog({ action, search, onClose }: ChangeDialogProps) {
  const env = useEnvironmentKey();
  const { verb } = WORDS[action];
  // What was chosen when the dialog opened is what is changed.
  const [filter] = useState(() => selectionFilter(search));
  const change = useChange(action, filter);
  const looked = useQuery({
    queryKey: [env, "backlog", "dry-run", action, filter],
    staleTime: Infinity,
    gcTime: 0,
    async queryFn({ signal }) {
      const input = { action, filter, isDryRun: true };
      const { changeRuns } = await ask(env, ChangeRunsDocument, { variables: { input }, signal });
      const variables = { filter: { ...filter, statuses: ["WAITING" as const] }, first: EXAMPLES };
      const { runs } = await ask(env, WaitingRunsDocument, { variables, signal });
      return { count: changeRuns?.changedCount ?? 0, examples: runs?.nodes ?? [] };
    },
  });
  return (
    <Dialog title={`${verb} runs`} onClose={onClose}>
      <div className={styles["dialog"]}>
        {looked.isPending && <p role="status">Counting, without changing anything…</p>}
        {looked.isError && <ErrorView error={looked.error} onRetry={() => void looked.refetch()} />}
        {looked.isSuccess && change.progress.at === "asked" && (
          <Asked action={action} search={search} {...looked.data} change={change} onClose={onClose} />
        )}
        {looked.isSuccess && <Told action={action} count={looked.data.count} change={change} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

interface AskedProps extends ChangeDialogProps {
  readonly count: number;
  readonly examples: NonNullable<WaitingRunsQuery["runs"]>["nodes"];
  readonly change: Change;
}

function Asked({ action, search, count, examples, change, onClose }: AskedProps) {
  const env = useEnvironmentKey();
  const { verb, means } = WORDS[action];
  const words = selectionWords(search);
  if (count === 0) {
    return (
      <>
        <p>No run fits any more{action === "WAKE" ? ", or they wait for an answer and not for a time" : ""}.</p>
        <p className={forms["buttons"]}>
          <Button onClick={onClose}>Close</Button>
        </p>
      </>
    );
  }
  return (
    <>
      <p>
        <strong>
          {count >= COUNTED_MAX && "At least "}
          {runsWords(count)}
        </strong>{" "}
        {words === "" ? "of this environment, all that are unfinished." : `${words}.`} {means}
      </p>
      <section aria-label="Some of them">
        <ul className={styles["examples"]}>
          {examples.map(({ id, workflowKey, stepRef, wakesAt, recipient }) => (
            <li key={id}>
              <Link to="/$env/runs/$id" params={{ env, id }}>
                <PersonName person={recipient} />
              </Link>
              <span>
                <code>{workflowKey}</code> at <code>{stepRef}</code>
                {wakesAt !== null && (
                  <>
                    , goes on <When at={wakesAt} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
        {count > examples.length && <p className={styles["more"]}>and {runsWords(count - examples.length)} more</p>}
      </section>
      <p className={forms["buttons"]}>
        <Button onClick={onClose}>Leave them</Button>
        <Button kind={action === "CANCEL" ? "danger" : "main"} onClick={() => change.begin(count)}>
          {verb} {runsWords(count)}
        </Button>
      </p>
    </>
  );
}

interface ToldProps {
  readonly action: RunAction;
  readonly count: number;
  readonly change: Change;
  readonly onClose: () => void;
}

function Told({ action, count, change, onClose }: ToldProps) {
  const { progress } = change;
  const { done: doneWord } = WORDS[action];
  if (progress.at === "asked") return null;
  if (progress.at === "working") {
    return (
      <>
        <p role="status">
          {runsWords(progress.done)} {doneWord}, {progress.left.toLocaleString("en")} to go.
        </p>
        <progress
          className={styles["progress"]}
          value={progress.done}
          max={progress.done + progress.left}
          aria-label="Progress"
        />
        <p className={forms["buttons"]}>
          <Button onClick={change.stop}>Stop after this part</Button>
        </p>
      </>
    );
  }
  const passed = count - progress.done;
  return (
    <>
      <p role="status">
        {progress.at === "stopped" && "Stopped. "}
        {runsWords(progress.done)} {progress.done === 1 ? "was" : "were"} {doneWord}.
        {progress.at === "done" && passed > 0 && ` ${runsWords(passed)} had gone on or ended meanwhile.`}
        {progress.at === "stopped" && ` ${runsWords(progress.left)} stay as they were.`}
      </p>
      {progress.at === "failed" && <ErrorView error={progress.error} onRetry={() => change.begin(passed)} />}
      <p className={forms["buttons"]}>
        <Button kind="main" onClick={onClose}>
          Close
        </Button>
      </p>
    </>
  );
}
