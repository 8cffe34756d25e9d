import { useState } from "react";
import { StepColumn } from "../../../components/steps/step-column.js";
import { pathOf } from "../../../components/steps/path-of.js";
import type { StepNote } from "../../../components/steps/step-card.js";
import { SelectField } from "../../../components/form/select-field.js";
import { withLocalTimes } from "../../../components/facts/time-words.js";
import type { WorkflowDocument } from "../../../document/document.js";
import { nameOf, type Simulation } from "./moments.js";
import styles from "./simulate.module.css";

export interface RunsProps {
  readonly simulation: Simulation;
  readonly document: WorkflowDocument;
}

/** The path of each run through the steps. */
export function Runs({ simulation, document }: RunsProps) {
  const [chosen, setChosen] = useState(0);
  const { runs } = simulation;
  const index = Math.min(chosen, runs.length - 1);
  const run = runs[index];
  if (!run) return <p>No run would start.</p>;
  const { notes, taken } = pathOf(run.trace);
  const local = new Map(
    [...notes].map(([ref, note]): [string, StepNote] => [ref, { ...note, words: withLocalTimes(note.words) }]),
  );
  const last = run.trace.at(-1);
  return (
    <div className={styles["runs"]}>
      {runs.length > 1 && (
        <SelectField
          label="Run"
          value={String(index)}
          choices={runs.map((each, at) => [String(at), `${at + 1}: ${nameOf(each.recipient)}`] as const)}
          onChange={(value) => setChosen(Number(value))}
        />
      )}
      <StepColumn
        document={document}
        notes={local}
        taken={taken}
        start={`The run for ${nameOf(run.recipient)} starts`}
      />
      {last && <p className={styles["sum"]}>{withLocalTimes(last.message)}</p>}
    </div>
  );
}
