import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { DetailLoading, DetailPage, Missing } from "../../../components/facts/details.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { ReadView } from "./read-view.js";
import { workflowOptions } from "./workflow-query.js";

const route = getRouteApi("/$env/workflows/$key");

/** One workflow: its steps, or its JSON. */
export function WorkflowPage() {
  const env = useEnvironmentKey();
  const { key } = route.useParams();
  const query = useQuery(workflowOptions(env, key));
  if (query.isPending) return <DetailLoading label="Loading the workflow" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) {
    return (
      <DetailPage>
        <Missing what="workflow" isAside={false} />
      </DetailPage>
    );
  }
  return <ReadView key={key} workflow={query.data} />;
}
