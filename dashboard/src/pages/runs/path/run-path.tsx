import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { ask } from "../../../api/ask.js";
import type { RunQuery } from "../../../api/generated/operations.js";
import { RunWorkflowDocument } from "../../../api/generated/run-workflow.js";
import { useEnvironmentKey } from "../../../app/session/use-environment.js";
import { withLocalTimes } from "../../../components/facts/time-words.js";
import type { StepNote } from "../../../components/steps/step-card.js";
import { StepColumn } from "../../../components/steps/step-column.js";
import { readDocument, type WorkflowDocument } from "../../../document/document.js";
import { allSteps } from "../../../document/paths.js";
import { pathOf } from "../../../components/steps/path-of.js";

export interface RunPathProps {
  readonly run: NonNullable<RunQuery["run"]>;
  readonly selectedRef: string | null;
  readonly onSelect: (ref: string | null) => void;
}

/** The steps of the version that the run follows, with what happened at each and the ways that were not taken. */
export function RunPath({ run, selectedRef, onSelect }: RunPathProps) {
  const env = useEnvironmentKey();
  const { workflowKey: key, version } = run;
  const query = useQuery({
    queryKey: [env, "workflow", key, "version", version],
    enabled: version !== null,
    // A version never changes.
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const variables = { key, version: version ?? 0 };
      return (await ask(env, RunWorkflowDocument, { variables, signal })).workflow?.version?.document ?? null;
    },
  });
  const { notes, taken } = useMemo(() => pathOf(run.trace), [run.trace]);
  const document = readDocument(query.data);
  if (!document) return null;
  return (
    <section aria-labelledby="path">
      <h2 id="path">
        Path in{" "}
        <Link to="/$env/workflows/$key" params={{ env, key }}>
          {key}
        </Link>
        , version {version}
      </h2>
      <StepColumn
        document={document}
        notes={withUntouched(document, notes)}
        taken={taken}
        selectedRef={selectedRef}
        onSelect={(ref) => onSelect(ref === selectedRef ? null : ref)}
        start="The run starts"
      />
    </section>
  );
}

function withUntouched(document: WorkflowDocument, notes: ReadonlyMap<string, StepNote>): Map<string, StepNote> {
  return new Map(
    allSteps(document).map(({ step }): [string, StepNote] => {
      const note = notes.get(step.ref) ?? { kind: "untouched", words: "" };
      return [step.ref, { ...note, words: withLocalTimes(note.words) }];
    }),
  );
}
