import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { ask } from "../../api/ask.js";
import type { RunQuery } from "../../api/generated/operations.js";
import { RunDocument } from "../../api/generated/run.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DetailLoading, Details, DetailTitle, Facts, Missing } from "../../components/facts/details.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { outcomeWords } from "../../components/marks/outcome.js";
import { personId } from "../../components/facts/person-id.js";
import { PersonName } from "../../components/facts/person-name.js";
import { StatusMark } from "../../components/marks/status-mark.js";
import { durationWords, withLocalTimes } from "../../components/facts/time-words.js";
import { When } from "../../components/facts/when.js";
import { WorkflowName } from "../../components/facts/workflow-name.js";
import { Decisions } from "./decisions.js";
import { RunActions } from "./run-actions.js";
import { RunMessages } from "./run-messages.js";
import styles from "./run.module.css";

const RunPath = lazy(async () => ({ default: (await import("./path/run-path.js")).RunPath }));

type Run = NonNullable<RunQuery["run"]>;

export interface RunDetailsProps {
  readonly id: string;
  /** Whether it is shown beside a list, and so no page of its own. */
  readonly isAside?: boolean;
}

const LIVE_MS = 3000;

/** One run: what became of it and why, each decision, and its messages. */
export function RunDetails({ id, isAside = false }: RunDetailsProps) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "run", id],
    queryFn: async ({ signal }) => (await ask(env, RunDocument, { variables: { id }, signal })).run,
    // A waiting run goes on by itself.
    refetchInterval: ({ state }) => (isUnfinished(state.data) ? LIVE_MS : false),
  });
  if (query.isPending) return <DetailLoading label="Loading the run" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  const run = query.data;
  if (!run) return <Missing what="run" isAside={isAside} />;
  return <Found run={run} isAside={isAside} />;
}

function isUnfinished(run: RunQuery["run"] | undefined): boolean {
  return run?.status === "WAITING" || run?.status === "PENDING";
}

function Found({ run, isAside }: { readonly run: Run; readonly isAside: boolean }) {
  const env = useEnvironmentKey();
  const { outcome, recipient, tenant, trigger, through, wakesAt } = run;
  const { kind, label } = outcomeWords(run.status, outcome.code);
  const [stepRef, setStepRef] = useState<string | null>(null);
  const who = recipient ? (recipient.name ?? personId(recipient)) : "a deleted recipient";
  const title = `${run.workflowKey} for ${who}`;
  return (
    <Details>
      <DetailTitle isAside={isAside} name={title}>
        <Link to="/$env/runs/$id" params={{ env, id: run.id }}>
          {title}
        </Link>
      </DetailTitle>
      <div className={styles["why"]} data-kind={kind}>
        <StatusMark kind={kind}>{label}</StatusMark>
        <p>{withLocalTimes(outcome.message)}</p>
        <code>{outcome.code}</code>
      </div>
      {run.status === "WAITING" && <RunActions id={run.id} />}
      <Facts
        facts={[
          ["Recipient", <PersonName key="recipient" person={recipient} />],
          ["Workflow", <WorkflowName key="workflow" workflowKey={run.workflowKey} version={run.version} />],
          ["Trigger", trigger && <TriggerLink key="trigger" env={env} id={trigger.id} at={trigger.acceptedAt} />],
          ["Reached through", through && <code key="through">{through}</code>],
          ["Tenant", tenant && (tenant.name ?? tenant.tenantId)],
          ["Began", <When key="began" at={run.createdAt} />],
          ["Took", run.finishedAt && tookWords(run.createdAt, run.finishedAt)],
          ["Waits at", run.stepRef && <code key="step">{run.stepRef}</code>],
          ["Goes on", wakesAt && <When key="wakes" at={wakesAt} />],
          ["Id", <code key="id">{run.id}</code>],
        ]}
      />
      <div className={styles["columns"]} data-is-aside={isAside}>
        <Decisions trace={run.trace} startedAt={run.createdAt} outcomeCode={outcome.code} markedRef={stepRef} />
        {!isAside && (
          <Suspense>
            <RunPath run={run} selectedRef={stepRef} onSelect={setStepRef} />
          </Suspense>
        )}
      </div>
      <RunMessages messages={run.messages} />
    </Details>
  );
}

/** The decisions of one set share an instant, so that a run without a wait took no time of its own. */
function tookWords(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  return ms === 0 ? "at once" : durationWords(ms);
}

function TriggerLink({ env, id, at }: { readonly env: string; readonly id: string; readonly at: string }) {
  return (
    <Link to="/$env/triggers/$id" params={{ env, id }}>
      accepted <When at={at} />
    </Link>
  );
}
