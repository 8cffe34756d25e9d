import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { ask } from "../../api/ask.js";
import { BacklogChangedDocument, BacklogDocument } from "../../api/generated/in-flight.js";
import { liveSocket } from "../../api/live/live-socket.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { DetailLoading } from "../../components/facts/details.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PageTitle } from "../../components/frame/page-title.js";
import { useSetSearch } from "../../components/log/use-log-search.js";
import { ChangeBar } from "./change/change-bar.js";
import { BacklogFigures } from "./figures.js";
import { Hours } from "./hours.js";
import styles from "./in-flight.module.css";
import { Picture } from "./picture.js";
import type { InFlightSearch } from "./search.js";
import type { Backlog } from "./selection.js";
import { Waits } from "./waits.js";

const route = getRouteApi("/$env/in-flight");
/** The socket brings changes sooner; this is for when there is none, and moves the hours on. */
const READ_AGAIN_MS = 5000;

export const backlogKey = (env: string) => [env, "backlog"] as const;

/** What waits, by workflow, step and hour; chosen parts are let go on or ended together. */
export function InFlightPage() {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: backlogKey(env),
    async queryFn({ signal }) {
      const { backlog } = await ask(env, BacklogDocument, { signal });
      if (!backlog) throw new Error("The server answered without a backlog.");
      return backlog;
    },
    staleTime: 0,
    refetchInterval: READ_AGAIN_MS,
  });
  const client = useQueryClient();
  useEffect(
    () =>
      liveSocket(env).subscribe(
        BacklogChangedDocument,
        {},
        {
          onData: ({ backlogChanged }) => client.setQueryData(backlogKey(env), backlogChanged),
          onState: () => undefined,
        },
      ),
    [env, client],
  );
  return (
    <div className={styles["page"]}>
      <header className={styles["header"]}>
        <PageTitle name="In flight" />
        <p>What is under way and what waits, as of a moment ago.</p>
      </header>
      {query.isPending && <DetailLoading label="Loading what waits" />}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Found backlog={query.data} readAt={query.dataUpdatedAt} />}
    </div>
  );
}

function Found({ backlog, readAt }: { readonly backlog: Backlog; readonly readAt: number }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choose = useSetSearch<InFlightSearch>(navigate);
  const isEmpty = backlog.waitingRunCount === 0 && backlog.dueRunCount === 0;
  return (
    <>
      <BacklogFigures backlog={backlog} />
      {isEmpty ? (
        <div className={styles["empty"]}>
          <h2>No run waits</h2>
          <p>Runs wait here while a delay or a batch of their workflow lasts, and go on by themselves.</p>
        </div>
      ) : (
        <>
          <Hours
            counts={backlog.wakesByHour}
            readAt={readAt}
            chosen={search.wakes}
            onChoose={(wakes) => choose({ wakes })}
          />
          <div className={styles["columns"]}>
            <Waits backlog={backlog} search={search} onChoose={choose} />
            <Picture backlog={backlog} search={search} onChoose={choose} />
          </div>
        </>
      )}
      {(!isEmpty || search.workflow !== undefined) && (
        <ChangeBar backlog={backlog} search={search} onClear={() => void navigate({ search: {}, replace: true })} />
      )}
    </>
  );
}
