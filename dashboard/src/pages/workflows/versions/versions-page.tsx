import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { ask } from "../../../api/ask.js";
import type { ListedVersionFragment, VersionsQuery } from "../../../api/generated/operations.js";
import { VersionsDocument } from "../../../api/generated/versions.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { useSession } from "../../../app/session/use-session.js";
import { DetailLoading, DetailPage, Missing } from "../../../components/facts/details.js";
import { ErrorView } from "../../../components/frame/error-view.js";
import { WorkflowHead } from "../one/workflow-head.js";
import { Compare } from "./compare.js";
import { Button } from "../../../components/form/button.js";
import { VersionItem } from "./version-item.js";
import styles from "./versions.module.css";

const RevertDialog = lazy(async () => ({ default: (await import("./revert-dialog.js")).RevertDialog }));
const PromoteDialog = lazy(async () => ({ default: (await import("./promote-dialog.js")).PromoteDialog }));
const ArchiveDialog = lazy(async () => ({ default: (await import("./archive-dialog.js")).ArchiveDialog }));

const route = getRouteApi("/$env/workflows/$key/versions");
const PAGE_SIZE = 20;

type WorkflowWithVersions = NonNullable<VersionsQuery["workflow"]>;

export const versionsKey = (env: string, key: string) => [env, "workflow", key, "versions"] as const;

/** What was committed, by whom and why; compares any two versions, and brings one back. */
export function VersionsPage() {
  const env = useEnvironmentKey();
  const { key } = route.useParams();
  const query = useInfiniteQuery({
    queryKey: versionsKey(env, key),
    queryFn: async ({ pageParam, signal }) => {
      const variables = { key, first: PAGE_SIZE, after: pageParam };
      return (await ask(env, VersionsDocument, { variables, signal })).workflow;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) =>
      page?.versions.pageInfo.hasNextPage === true ? (page.versions.pageInfo.endCursor ?? undefined) : undefined,
  });
  if (query.isPending) return <DetailLoading label="Loading the versions" />;
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  const [workflow] = query.data.pages;
  if (!workflow) {
    return (
      <DetailPage>
        <Missing what="workflow" isAside={false} />
      </DetailPage>
    );
  }
  const versions = query.data.pages.flatMap((page) => page?.versions.nodes ?? []);
  const onMore = query.hasNextPage ? () => void query.fetchNextPage() : null;
  return <Found workflow={workflow} versions={versions} onMore={onMore} />;
}

/** The dialog that is open. */
type Open =
  { readonly act: "archive" } | { readonly act: "revert" | "promote"; readonly version: ListedVersionFragment };

interface FoundProps {
  readonly workflow: WorkflowWithVersions;
  readonly versions: readonly ListedVersionFragment[];
  readonly onMore: (() => void) | null;
}

function Found({ workflow, versions, onMore }: FoundProps) {
  const { permissions, environments } = useSession();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const latest = versions[0]?.number;
  const to = search.to ?? (workflow.hasDraft ? "draft" : latest);
  const from = search.from ?? (to === "draft" ? latest : typeof to === "number" ? to - 1 : undefined);
  const mayChange = permissions.includes("workflows.change");
  return (
    <div className={styles["page"]}>
      <WorkflowHead
        workflow={workflow}
        actions={mayChange && <Button onClick={() => setOpen({ act: "archive" })}>Archive…</Button>}
      />
      {versions.length === 0 ? (
        <div className={styles["empty"]}>
          <h2>Nothing is committed yet</h2>
          <p>Triggers get what was committed. The draft becomes version 1 with the first commit.</p>
        </div>
      ) : (
        <div className={styles["columns"]}>
          <div className={styles["list"]}>
            <ol reversed aria-label="Versions">
              {versions.map((version) => (
                <li key={version.id} data-is-shown={version.number === to}>
                  <VersionItem
                    version={version}
                    workflow={workflow}
                    onRevert={mayChange ? () => setOpen({ act: "revert", version }) : null}
                    onPromote={mayChange && environments.length > 1 ? () => setOpen({ act: "promote", version }) : null}
                  />
                </li>
              ))}
            </ol>
            {onMore && (
              <button type="button" className={styles["more"]} onClick={onMore}>
                Older versions
              </button>
            )}
          </div>
          <Compare
            workflow={workflow}
            versions={versions}
            from={from}
            to={to}
            onChange={(next) => void navigate({ search: { ...search, ...next }, replace: true })}
          />
        </div>
      )}
      <Suspense>
        {open?.act === "revert" && <RevertDialog workflow={workflow} version={open.version} onClose={close} />}
        {open?.act === "promote" && <PromoteDialog workflow={workflow} version={open.version} onClose={close} />}
        {open?.act === "archive" && <ArchiveDialog workflow={workflow} onClose={close} />}
      </Suspense>
    </div>
  );
}
