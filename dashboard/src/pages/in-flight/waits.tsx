import { Link } from "@tanstack/react-router";
import type { WaitingStepFragment } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { When } from "../../components/facts/when.js";
import styles from "./in-flight.module.css";
import type { InFlightSearch } from "./search.js";
import type { Backlog } from "./selection.js";

export interface WaitsProps {
  readonly backlog: Backlog;
  readonly search: InFlightSearch;
  readonly onChoose: (next: {
    workflow?: string | undefined;
    version?: string | undefined;
    step?: string | undefined;
  }) => void;
}

const NONE = { workflow: undefined, version: undefined, step: undefined };

/** What waits, by workflow, version and step; each row chooses, and its number leads to its runs. */
export function Waits({ backlog, search, onChoose }: WaitsProps) {
  const env = useEnvironmentKey();
  return (
    <section aria-labelledby="waits" className={styles["waits"]}>
      <h2 id="waits">Where they wait</h2>
      {backlog.steps.map(({ workflowKey, steps }) => {
        const isChosen = search.workflow === workflowKey;
        const isWhole = isChosen && search.step === undefined;
        return (
          <article key={workflowKey} data-is-chosen={isChosen} aria-label={workflowKey}>
            <p className={styles["row"]} data-is-chosen={isWhole}>
              <button
                type="button"
                aria-pressed={isWhole}
                onClick={() => onChoose(isWhole ? NONE : { ...NONE, workflow: workflowKey })}
              >
                <strong>{workflowKey}</strong>
              </button>
              <Link to="/$env/runs" params={{ env }} search={{ outcome: "waiting", workflow: workflowKey }}>
                {runsWords(steps.reduce((sum, { waitingRunCount }) => sum + waitingRunCount, 0))}
              </Link>
            </p>
            <ul>
              {steps.map((step) => (
                <StepRow
                  key={`${step.version} ${step.stepRef}`}
                  step={step}
                  workflow={workflowKey}
                  isChosen={isChosen && search.step === step.stepRef && search.version === String(step.version)}
                  onChoose={onChoose}
                />
              ))}
            </ul>
          </article>
        );
      })}
    </section>
  );
}

interface StepRowProps {
  readonly step: WaitingStepFragment;
  readonly workflow: string;
  readonly isChosen: boolean;
  readonly onChoose: WaitsProps["onChoose"];
}

function StepRow({ step, workflow, isChosen, onChoose }: StepRowProps) {
  const env = useEnvironmentKey();
  const { stepRef, version, waitingRunCount, openBatchCount, nextAt } = step;
  const which = { workflow, version: String(version), step: stepRef };
  return (
    <li className={styles["row"]} data-is-chosen={isChosen}>
      <button type="button" aria-pressed={isChosen} onClick={() => onChoose(isChosen ? NONE : which)}>
        <code>{stepRef}</code> <span>version {version}</span>
        <span className={styles["next"]}>
          {openBatchCount > 0 && `${openBatchCount} open ${openBatchCount === 1 ? "batch" : "batches"}, `}
          {nextAt === null ? (
            "waits for an answer"
          ) : (
            <>
              next <When at={nextAt} />
            </>
          )}
        </span>
      </button>
      <Link to="/$env/runs" params={{ env }} search={{ outcome: "waiting", ...which }}>
        {runsWords(waitingRunCount)}
      </Link>
    </li>
  );
}

export function runsWords(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "run" : "runs"}`;
}
