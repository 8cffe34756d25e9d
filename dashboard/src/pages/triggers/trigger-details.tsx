import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import type { TriggerQuery } from "../../api/generated/operations.js";
import { TriggerDocument } from "../../api/generated/trigger.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DetailLoading, Details, DetailTitle, Facts, JsonBlock, Missing } from "../../components/facts/details.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PersonName } from "../../components/facts/person-name.js";
import { TriggerMark } from "../../components/marks/trigger-mark.js";
import { When } from "../../components/facts/when.js";
import { WorkflowName } from "../../components/facts/workflow-name.js";
import { TriggerRuns } from "./trigger-runs.js";

export interface TriggerDetailsProps {
  readonly id: string;
  /** Whether it is shown beside a list, and so no page of its own. */
  readonly isAside?: boolean;
}

const LIVE_MS = 3000;

/** One accepted call: what it said, and its runs. */
export function TriggerDetails({ id, isAside = false }: TriggerDetailsProps) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "trigger", id],
    queryFn: async ({ signal }) => (await ask(env, TriggerDocument, { variables: { id }, signal })).trigger,
    refetchInterval: ({ state }) => (isUnfinished(state.data) ? LIVE_MS : false),
  });
  if (query.isPending) return <DetailLoading label="Loading the trigger" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  const trigger = query.data;
  if (!trigger) return <Missing what="trigger" isAside={isAside} />;
  const { actor, tenant, data } = trigger;
  return (
    <Details>
      <DetailTitle isAside={isAside} name={`Trigger of ${trigger.workflowKey}`}>
        <Link to="/$env/triggers/$id" params={{ env, id }}>
          Trigger of {trigger.workflowKey}
        </Link>
      </DetailTitle>
      <Facts
        facts={[
          ["Status", <TriggerMark key="status" status={trigger.status} />],
          ["Failure", trigger.failure],
          ["Accepted", <When key="accepted" at={trigger.acceptedAt} />],
          ["Workflow", <WorkflowName key="workflow" workflowKey={trigger.workflowKey} version={trigger.version} />],
          ["Actor", actor && <PersonName key="actor" person={actor} />],
          ["Tenant", tenant && (tenant.name ?? tenant.tenantId)],
          ["Cancellation key", trigger.cancellationKey && <code key="key">{trigger.cancellationKey}</code>],
          ["Sandbox", trigger.isSandbox && "nothing is sent"],
          ["Id", <code key="id">{trigger.id}</code>],
        ]}
      />
      <TriggerRuns id={id} count={trigger.runCount} isLive={isUnfinished(trigger)} />
      {data !== null && (
        <section aria-labelledby="data">
          <h2 id="data">Data</h2>
          <JsonBlock label="Data of the trigger" value={data} />
        </section>
      )}
    </Details>
  );
}

function isUnfinished(trigger: TriggerQuery["trigger"] | undefined): boolean {
  return trigger?.status === "ACCEPTED" || trigger?.status === "RUNNING";
}
