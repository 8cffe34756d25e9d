import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback } from "react";
import { ask } from "../../api/ask.js";
import type { ListedTriggerFragment } from "../../api/generated/operations.js";
import { TriggersChangedDocument, TriggersDocument } from "../../api/generated/triggers.js";
import { liveSocket } from "../../api/live/live-socket.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useHref } from "../../app/use-href.js";
import type { Column } from "../../components/log/data-table.js";
import { LogPage } from "../../components/log/log-page.js";
import { TextFilter } from "../../components/log/text-filter.js";
import { DEFAULT_RANGE } from "../../components/log/ranges.js";
import { TimeRange } from "../../components/log/time-range.js";
import { useSetSearch } from "../../components/log/use-log-search.js";
import { PersonName } from "../../components/facts/person-name.js";
import { TriggerMark } from "../../components/marks/trigger-mark.js";
import { When } from "../../components/facts/when.js";
import { WorkflowName } from "../../components/facts/workflow-name.js";
import { NotifyHint } from "../../components/facts/notify-hint.js";
import { triggerFilter } from "./trigger-filter.js";
import type { TriggersSearch } from "./search.js";

const TriggerDetails = lazy(async () => ({ default: (await import("./trigger-details.js")).TriggerDetails }));

const route = getRouteApi("/$env/triggers");
const PAGE_SIZE = 50;

const COLUMNS: readonly Column<ListedTriggerFragment>[] = [
  { ...{ key: "status", header: "Status", width: "110px" }, cell: ({ status }) => <TriggerMark status={status} /> },
  {
    ...{ key: "workflow", header: "Workflow", width: "minmax(130px, 220px)" },
    cell: ({ workflowKey, version }) => <WorkflowName workflowKey={workflowKey} version={version} />,
  },
  {
    ...{ key: "actor", header: "Actor", width: "minmax(120px, 200px)" },
    cell: ({ actor }) => (actor ? <PersonName person={actor} /> : <span>nobody named</span>),
  },
  {
    ...{ key: "why", header: "Runs", width: "minmax(120px, 1fr)" },
    cell: ({ runCount, failure, isSandbox }) =>
      failure ?? `${runCount} ${runCount === 1 ? "run" : "runs"}${isSandbox ? ", sandbox" : ""}`,
  },
  {
    ...{ key: "tenant", header: "Tenant", width: "minmax(70px, 130px)" },
    cell: ({ tenant }) => tenant?.tenantId ?? "",
  },
  { ...{ key: "when", header: "Accepted", width: "92px" }, cell: ({ acceptedAt }) => <When at={acceptedAt} /> },
];

/** The accepted calls of `notify`, latest first. */
export function TriggersPage() {
  const env = useEnvironmentKey();
  const search = route.useSearch();
  const set = useSetSearch<TriggersSearch>(route.useNavigate());
  const navigate = useNavigate();
  const href = useHref();
  const onOpen = useCallback((open: string | undefined) => set({ open }), [set]);
  const { open, ...filtered } = search;
  const { range = DEFAULT_RANGE, workflow, tenant, key } = filtered;
  const active = [
    ...(workflow ? [{ label: workflow, clear: () => set({ workflow: undefined }) }] : []),
    ...(tenant ? [{ label: tenant, clear: () => set({ tenant: undefined }) }] : []),
    ...(key ? [{ label: key, clear: () => set({ key: undefined }) }] : []),
    ...(range === "30d" ? [] : [{ label: `the last ${range}`, clear: () => set({ range: "30d" }) }]),
  ];
  return (
    <LogPage
      title="Triggers"
      noun="triggers"
      columns={COLUMNS}
      queryKey={[env, "triggers", filtered]}
      fetchRows={async (after, signal) => {
        const variables = { filter: triggerFilter(filtered), first: PAGE_SIZE, after };
        const { triggers } = await ask(env, TriggersDocument, { variables, signal });
        if (!triggers) throw new Error("The server answered without triggers.");
        return triggers;
      }}
      watchRows={({ onTail, onState }) =>
        liveSocket(env).subscribe(
          TriggersChangedDocument,
          { filter: triggerFilter(filtered) },
          { onState, onData: ({ triggersChanged }) => onTail(triggersChanged) },
        )
      }
      filters={
        <>
          <TimeRange value={range} onChange={(next) => set({ range: next })} />
          <TextFilter
            label="Workflow"
            placeholder="key"
            value={workflow}
            onChange={(next) => set({ workflow: next })}
          />
          <TextFilter label="Tenant" placeholder="id" value={tenant} onChange={(next) => set({ tenant: next })} />
          <TextFilter label="Cancellation key" placeholder="key" value={key} onChange={(next) => set({ key: next })} />
        </>
      }
      activeFilters={active}
      emptyHint={<NotifyHint />}
      openId={open}
      onOpen={onOpen}
      hrefOf={({ id }) => href(`triggers/${id}`)}
      onVisit={({ id }) => void navigate({ to: "/$env/triggers/$id", params: { env, id } })}
      panel={(id) => (
        <Suspense>
          <TriggerDetails id={id} isAside />
        </Suspense>
      )}
    />
  );
}
