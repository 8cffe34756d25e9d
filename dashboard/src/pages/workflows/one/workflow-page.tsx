import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { DetailLoading, DetailPage, Missing } from "../../../components/facts/details.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { useSession } from "../../../app/session/use-session.js";
import { Builder } from "../builder/builder.js";
import { draftOf } from "../builder/draft/save-draft.js";
import { ReadView } from "./read-view.js";
import { workflowOptions } from "./workflow-query.js";

const route = getRouteApi("/$env/workflows/$key");

const LOOK_AGAIN_MS = 5000;

/** One workflow: its steps, or its JSON. */
export function WorkflowPage() {
  const env = useEnvironmentKey();
  const { key } = route.useParams();
  const { permissions } = useSession();
  // Somebody else may save the same draft.
  const query = useQuery({ ...workflowOptions(env, key), refetchInterval: LOOK_AGAIN_MS });
  if (query.isPending) return <DetailLoading label="Loading the workflow" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) {
    return (
      <DetailPage>
        <Missing what="workflow" isAside={false} />
      </DetailPage>
    );
  }
  const draft = permissions.includes("workflows.change") ? draftOf(query.data) : null;
  return draft ? (
    <Builder key={key} workflow={query.data} draft={draft} />
  ) : (
    <ReadView key={key} workflow={query.data} />
  );
}
