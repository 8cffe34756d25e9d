import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/ask.js";
import { OverviewDocument } from "../../api/generated/overview.js";
import { addressOf } from "../../app/page-address.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { useSession } from "../../app/session/use-session.js";
import { DetailLoading } from "../../components/facts/details.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { PageTitle } from "../../components/frame/page-title.js";
import { Commits } from "./commits.js";
import { FirstSteps } from "./first-steps.js";
import { Now } from "./now.js";
import { Outcomes } from "./outcomes.js";
import styles from "./overview.module.css";
import { Trouble } from "./trouble.js";

const LIVE_MS = 10_000;

const ELSEWHERE = [
  ["demo", "Demo", "Two people side by side with the feed, and a form that calls notify."],
  ["graphql", "GraphiQL", "The API with examples and live subscriptions."],
  ["mailbox", "Mailbox", "Mails and text messages that were sent here; none of them left this machine."],
] as const;

/** Where the environment stands: what is left to set up, what happens, and what is wrong. */
export function OverviewPage() {
  const env = useEnvironmentKey();
  const { environment, environments } = useSession();
  const query = useQuery({
    queryKey: [env, "overview"],
    queryFn: ({ signal }) => ask(env, OverviewDocument, { variables: { since: startOfToday() }, signal }),
    refetchInterval: LIVE_MS,
  });
  return (
    <div className={styles["page"]}>
      <header>
        <PageTitle name={environment?.name ?? "Overview"} />
        <p className={styles["about"]}>
          Environment <code>{environment?.key}</code>
          {environments.length > 1 && `, one of ${environments.length} that you may see`}.
        </p>
      </header>
      {query.isPending && <DetailLoading label="Loading the overview" />}
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <>
          <FirstSteps overview={query.data} />
          <Now />
          <div className={styles["halves"]}>
            <Outcomes overview={query.data} />
            <Trouble overview={query.data} />
          </div>
          <Commits overview={query.data} />
        </>
      )}
      {environment?.isDevelopment === true && (
        <section aria-labelledby="elsewhere">
          <h2 id="elsewhere">Also on this server</h2>
          <ul className={styles["cards"]}>
            {ELSEWHERE.map(([path, name, text]) => (
              <li key={path}>
                <a href={addressOf(path)}>{name}</a>
                <p>{text}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Midnight in the reader's zone. */
function startOfToday(): string {
  return new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
}
