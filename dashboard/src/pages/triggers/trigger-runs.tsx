import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import { TriggerRunsDocument } from "../../api/generated/trigger.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { ErrorView } from "../../components/frame/error-view.js";
import { outcomeWords } from "../../components/marks/outcome.js";
import { PersonName } from "../../components/facts/person-name.js";
import { StatusMark } from "../../components/marks/status-mark.js";
import { withLocalTimes } from "../../components/facts/time-words.js";
import styles from "./trigger-runs.module.css";

const SHOWN = 20;
const LIVE_MS = 3000;

export interface TriggerRunsProps {
  readonly id: string;
  readonly count: number;
  readonly isLive: boolean;
}

/** The first runs of a trigger, each with its outcome; the others are in the list of runs. */
export function TriggerRuns({ id, count, isLive }: TriggerRunsProps) {
  const env = useEnvironmentKey();
  const query = useQuery({
    queryKey: [env, "trigger", id, "runs", count],
    queryFn: async ({ signal }) => {
      const { trigger } = await ask(env, TriggerRunsDocument, { variables: { id, first: SHOWN }, signal });
      return trigger?.runs.nodes ?? [];
    },
    refetchInterval: isLive ? LIVE_MS : false,
    placeholderData: (before) => before,
  });
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      {query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />}
      <ul className={styles["runs"]}>
        {query.data?.map(({ id: runId, status, outcome, recipient }) => {
          const { kind, label } = outcomeWords(status, outcome.code);
          return (
            <li key={runId}>
              <Link to="/$env/runs/$id" params={{ env, id: runId }}>
                <PersonName person={recipient} />
              </Link>
              <StatusMark kind={kind}>{label}</StatusMark>
              <p>{withLocalTimes(outcome.message)}</p>
            </li>
          );
        })}
      </ul>
      {query.data?.length === 0 && <p className={styles["none"]}>It has no runs yet.</p>}
      {count > SHOWN && (
        <Link to="/$env/runs" params={{ env }} search={{ trigger: id }}>
          All {count} runs
        </Link>
      )}
    </section>
  );
}
