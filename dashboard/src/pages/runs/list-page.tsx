import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback } from "react";
import { ask } from "../../api/ask.js";
import type { ListedRunFragment } from "../../api/generated/operations.js";
import { RunsChangedDocument, RunsDocument } from "../../api/generated/runs.js";
import { liveSocket } from "../../api/live/live-socket.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useHref } from "../../app/use-href.js";
import type { Column } from "../../components/log/data-table.js";
import { LogPage } from "../../components/log/log-page.js";
import { ChoiceFilter, SetFilter, TextFilter } from "../../components/log/text-filter.js";
import { DEFAULT_RANGE } from "../../components/log/ranges.js";
import { TimeRange } from "../../components/log/time-range.js";
import { useSetSearch } from "../../components/log/use-log-search.js";
import { labelOf, outcomeWords } from "../../components/marks/outcome.js";
import { DetailLoading } from "../../components/facts/details.js";
import { PersonName } from "../../components/facts/person-name.js";
import { StatusMark } from "../../components/marks/status-mark.js";
import { spanWords, withLocalTimes } from "../../components/facts/time-words.js";
import { When } from "../../components/facts/when.js";
import { WorkflowName } from "../../components/facts/workflow-name.js";
import { isOfAnyTime, runFilter } from "./run-filter.js";
import { RUN_OUTCOMES, type RunsSearch } from "./search.js";

/** Loaded with the first row that is opened. */
const RunDetails = lazy(async () => ({ default: (await import("./run-details.js")).RunDetails }));

const route = getRouteApi("/$env/runs");
const PAGE_SIZE = 50;

const COLUMNS: readonly Column<ListedRunFragment>[] = [
  {
    ...{ key: "outcome", header: "Outcome", width: "124px" },
    cell: ({ status, outcome }) => {
      const { kind, label } = outcomeWords(status, outcome.code);
      return <StatusMark kind={kind}>{label}</StatusMark>;
    },
  },
  {
    ...{ key: "recipient", header: "Recipient", width: "minmax(130px, 200px)" },
    cell: ({ recipient }) => <PersonName person={recipient} />,
  },
  {
    ...{ key: "workflow", header: "Workflow", width: "minmax(110px, 180px)" },
    cell: ({ workflowKey, version }) => <WorkflowName workflowKey={workflowKey} version={version} />,
  },
  {
    ...{ key: "why", header: "Why", width: "minmax(200px, 1fr)" },
    cell: ({ outcome }) => <span title={withLocalTimes(outcome.message)}>{withLocalTimes(outcome.message)}</span>,
  },
  { ...{ key: "when", header: "When", width: "92px" }, cell: ({ createdAt }) => <When at={createdAt} /> },
];

/** The runs of the environment, latest first, each with what became of it and why. */
export function RunsPage() {
  const env = useEnvironmentKey();
  const search = route.useSearch();
  const set = useSetSearch<RunsSearch>(route.useNavigate());
  const navigate = useNavigate();
  const href = useHref();
  const onOpen = useCallback((open: string | undefined) => set({ open }), [set]);
  const { open, ...filtered } = search;
  const { range = DEFAULT_RANGE, outcome, workflow, recipient, trigger, step, version, wakes } = filtered;
  const active = [
    ...(outcome ? [{ label: labelOf(outcome), clear: () => set({ outcome: undefined }) }] : []),
    ...(workflow ? [{ label: workflow, clear: () => set({ workflow: undefined }) }] : []),
    ...(recipient ? [{ label: recipient, clear: () => set({ recipient: undefined }) }] : []),
    ...(trigger ? [{ label: "one trigger", clear: () => set({ trigger: undefined }) }] : []),
    ...(step ? [{ label: `waits at ${step}`, clear: () => set({ step: undefined }) }] : []),
    ...(version ? [{ label: `version ${version}`, clear: () => set({ version: undefined }) }] : []),
    ...(wakes ? [{ label: "when they go on", clear: () => set({ wakes: undefined }) }] : []),
    ...(!isOfAnyTime(filtered) && range !== "30d"
      ? [{ label: `the last ${range}`, clear: () => set({ range: "30d" }) }]
      : []),
  ];
  return (
    <LogPage
      title="Runs"
      noun="runs"
      columns={COLUMNS}
      queryKey={[env, "runs", filtered]}
      fetchRows={async (after, signal) => {
        const variables = { filter: runFilter(filtered), first: PAGE_SIZE, after };
        const { runs } = await ask(env, RunsDocument, { variables, signal });
        if (!runs) throw new Error("The server answered without runs.");
        return runs;
      }}
      watchRows={({ onTail, onState }) =>
        liveSocket(env).subscribe(
          RunsChangedDocument,
          { filter: runFilter(filtered) },
          { onState, onData: ({ runsChanged }) => onTail(runsChanged) },
        )
      }
      filters={
        <>
          {!isOfAnyTime(filtered) && <TimeRange value={range} onChange={(next) => set({ range: next })} />}
          {trigger !== undefined && (
            <SetFilter label="Trigger" value={`${trigger.slice(0, 14)}…`} onClear={() => set({ trigger: undefined })} />
          )}
          {step !== undefined && <SetFilter label="Waits at" value={step} onClear={() => set({ step: undefined })} />}
          {version !== undefined && (
            <SetFilter label="Version" value={version} onClear={() => set({ version: undefined })} />
          )}
          {wakes !== undefined && (
            <SetFilter label="Goes on" value={spanWords(wakes)} onClear={() => set({ wakes: undefined })} />
          )}
          <ChoiceFilter
            label="Outcome"
            value={outcome}
            choices={RUN_OUTCOMES.map((kind) => [kind, labelOf(kind)] as const)}
            onChange={(next) => set({ outcome: next })}
          />
          <TextFilter
            label="Workflow"
            placeholder="key"
            value={workflow}
            onChange={(next) => set({ workflow: next })}
          />
          <TextFilter
            label="Recipient"
            placeholder="user id"
            value={recipient}
            onChange={(next) => set({ recipient: next })}
          />
        </>
      }
      activeFilters={active}
      emptyHint={<p>A run begins for each recipient of a trigger.</p>}
      openId={open}
      onOpen={onOpen}
      hrefOf={({ id }) => href(`runs/${id}`)}
      onVisit={({ id }) => void navigate({ to: "/$env/runs/$id", params: { env, id } })}
      panel={(id) => (
        <Suspense fallback={<DetailLoading label="Loading the run" />}>
          <RunDetails id={id} isAside />
        </Suspense>
      )}
    />
  );
}
