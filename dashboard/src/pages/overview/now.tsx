import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import { OverviewBacklogDocument } from "../../api/generated/overview.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { Figure, Figures } from "../../components/facts/figures.js";
import { durationWords } from "../../components/facts/time-words.js";
import { ErrorView } from "../../components/frame/error-view.js";

const LIVE_MS = 2000;
/** So late is a worker that hangs or is missing. */
const LATE_SECONDS = 60;

/** What is in flight now. */
export function Now() {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "backlog", "overview"],
    queryFn: async ({ signal }) => (await ask(env, OverviewBacklogDocument, { signal })).backlog,
    refetchInterval: LIVE_MS,
  });
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  const { waitingRunCount, dueRunCount, lagSeconds, openBatchCount, queuedMessageCount } = query.data;
  return (
    <section aria-labelledby="now">
      <h2 id="now">In flight</h2>
      <Figures>
        <Figure name="Runs that wait" about="for a delay or a batch">
          <Link to="/$env/in-flight" params={{ env }}>
            {waitingRunCount.toLocaleString("en")}
          </Link>
        </Figure>
        <Figure
          name="Due now"
          about={lagSeconds > 0 ? `the first for ${durationWords(lagSeconds * 1000)}` : "nothing is late"}
          isBad={lagSeconds > LATE_SECONDS}
        >
          {dueRunCount.toLocaleString("en")}
        </Figure>
        <Figure name="Open batches" about="that still collect">
          {openBatchCount.toLocaleString("en")}
        </Figure>
        <Figure name="Messages queued" about="for providers">
          <Link to="/$env/messages" params={{ env }} search={{ delivery: "QUEUED" }}>
            {queuedMessageCount.toLocaleString("en")}
          </Link>
        </Figure>
      </Figures>
    </section>
  );
}
