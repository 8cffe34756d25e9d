import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { ask } from "../../../api/ask.js";
import type { ListedWorkflowFragment } from "../../../api/generated/operations.js";
import { WorkflowsDocument } from "../../../api/generated/workflows.js";
import { usePages } from "../../../api/use-pages.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { useHref } from "../../../app/use-href.js";
import { When } from "../../../components/facts/when.js";
import { Button } from "../../../components/form/button.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { PageTitle } from "../../../components/frame/page-title.js";
import { DataTable, type Column } from "../../../components/log/data-table.js";
import { StepGlyphs } from "./step-glyphs.js";
import frame from "../../../components/frame/list-frame.module.css";
import styles from "./list.module.css";
import { WorkflowState } from "../one/workflow-state.js";

const NewWorkflow = lazy(async () => ({ default: (await import("./new-workflow.js")).NewWorkflow }));
const PAGE_SIZE = 100;

const COLUMNS: readonly Column<ListedWorkflowFragment>[] = [
  { ...{ key: "name", header: "Name", width: "minmax(150px, 1fr)" }, cell: ({ name }) => <strong>{name}</strong> },
  {
    ...{ key: "key", header: "Key", width: "minmax(120px, 220px)" },
    cell: ({ workflowKey }) => <code>{workflowKey}</code>,
  },
  { ...{ key: "steps", header: "Steps", width: "150px" }, cell: ({ document }) => <StepGlyphs document={document} /> },
  {
    ...{ key: "state", header: "State", width: "minmax(160px, 220px)" },
    cell: (workflow) => <WorkflowState workflow={workflow} />,
  },
  {
    ...{ key: "categories", header: "Categories", width: "minmax(90px, 170px)" },
    cell: ({ categories }) => categories.join(", "),
  },
  { ...{ key: "changed", header: "Changed", width: "92px" }, cell: ({ updatedAt }) => <When at={updatedAt} /> },
];

/** All workflows of the environment. */
export function WorkflowsPage() {
  const env = useEnvironmentKey();
  const href = useHref();
  const navigate = useNavigate();
  const { permissions } = useSession();
  const [isMaking, setIsMaking] = useState(false);
  const { query, rows } = usePages([env, "workflows"], async (after, signal) => {
    const { workflows } = await ask(env, WorkflowsDocument, { variables: { first: PAGE_SIZE, after }, signal });
    if (!workflows) throw new Error("The server answered without workflows.");
    return workflows;
  });
  const newButton = permissions.includes("workflows.change") && (
    <Button kind="main" onClick={() => setIsMaking(true)}>
      <Plus size={16} aria-hidden />
      New workflow
    </Button>
  );
  const canGoOn = query.hasNextPage && !query.isFetchingNextPage;
  return (
    <div className={frame["page"]}>
      <header className={styles["header"]}>
        <PageTitle name="Workflows" />
        {rows.length > 0 && newButton}
      </header>
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <p className={frame["loading"]} role="status" aria-label="Loading workflows" />}
      {query.isSuccess && rows.length === 0 && (
        <div className={styles["empty"]}>
          <h2>No workflows yet</h2>
          <p>A workflow says what is sent when something happens, over which channels, and when not.</p>
          {newButton}
        </div>
      )}
      {rows.length > 0 && (
        <DataTable
          label="Workflows"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ id }) => id}
          openKey={null}
          hrefOf={({ workflowKey }) => href(`workflows/${encodeURIComponent(workflowKey)}`)}
          onOpen={({ workflowKey: key }) => void navigate({ to: "/$env/workflows/$key", params: { env, key } })}
          onEnd={canGoOn ? () => void query.fetchNextPage() : null}
        />
      )}
      <Suspense>{isMaking && <NewWorkflow onClose={() => setIsMaking(false)} />}</Suspense>
    </div>
  );
}
