import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../../api/ask.js";
import { WaitingVersionDocument } from "../../api/generated/in-flight.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { relativeWords } from "../../components/facts/time-words.js";
import type { StepNote } from "../../components/steps/step-card.js";
import { StepColumn } from "../../components/steps/step-column.js";
import { readDocument } from "../../document/document.js";
import styles from "./in-flight.module.css";
import { runsWords, type WaitsProps } from "./waits.js";

/** The steps of the version in which most of the chosen runs wait, with how many wait at each. */
export function Picture({ backlog, search, onChoose }: WaitsProps) {
  const env = useEnvironmentKey();
  const chosen = backlog.steps.find(({ workflowKey }) => workflowKey === search.workflow) ?? backlog.steps[0];
  const key = search.workflow ?? chosen?.workflowKey ?? "";
  const version = Number(search.version) || (chosen?.steps[0]?.version ?? 0);
  const query = useQuery({
    queryKey: [env, "workflow", key, "version", version],
    enabled: version > 0,
    // A version never changes.
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      (await ask(env, WaitingVersionDocument, { variables: { key, version }, signal })).workflow?.version?.document ??
      null,
  });
  const document = readDocument(query.data);
  if (!document) return null;
  const notes = new Map(
    (chosen?.steps ?? [])
      .filter((step) => step.version === version)
      .map(({ stepRef, waitingRunCount, nextAt }): [string, StepNote] => {
        const next = nextAt === null ? "" : `, next ${relativeWords(nextAt, Date.now())}`;
        return [stepRef, { kind: "waiting", words: `${runsWords(waitingRunCount)}${next}` }];
      }),
  );
  return (
    <section aria-labelledby="picture" className={styles["picture"]}>
      <h2 id="picture">
        <Link to="/$env/workflows/$key" params={{ env, key }}>
          {key}
        </Link>
        , version {version}
      </h2>
      <StepColumn
        document={document}
        notes={notes}
        selectedRef={search.step}
        onSelect={(step) =>
          onChoose({ workflow: key, version: String(version), step: step === search.step ? undefined : step })
        }
        start="Runs start"
      />
    </section>
  );
}
