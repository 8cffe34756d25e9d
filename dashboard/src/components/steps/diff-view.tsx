import { conditionWords } from "../../document/conditions.js";
import { describeStep } from "../../document/describe.js";
import type { DocumentDiff, FieldChange, StepChange } from "../../document/diff.js";
import { isJson } from "../../document/document.js";
import styles from "./diff-view.module.css";
import { StepIcon } from "./step-icon.js";

const KINDS: Readonly<Record<StepChange["kind"], string>> = {
  added: "added",
  removed: "removed",
  changed: "changed",
  moved: "moved",
};

/** What differs between two documents, step by step, with the fields before and after. */
export function DiffView({ diff }: { readonly diff: DocumentDiff }) {
  if (diff.fields.length === 0 && diff.steps.length === 0) {
    return <p className={styles["same"]}>They say the same.</p>;
  }
  return (
    <ul className={styles["diff"]}>
      {diff.fields.length > 0 && (
        <li data-kind="changed">
          <p className={styles["head"]}>
            <strong>Workflow</strong> <span className={styles["kind"]}>changed</span>
          </p>
          <Fields fields={diff.fields} />
        </li>
      )}
      {diff.steps.map((change) => (
        <StepDiff key={`${change.kind} ${change.ref}`} change={change} />
      ))}
    </ul>
  );
}

function StepDiff({ change }: { readonly change: StepChange }) {
  const { kind, step, ref, isMoved, fields, within } = change;
  const { title, summary } = describeStep(step);
  const where = within === "" ? "" : ` in ${within}`;
  return (
    <li data-kind={kind}>
      <p className={styles["head"]}>
        <StepIcon step={step} size={15} />
        <strong>{title}</strong> <code>{ref}</code>
        <span className={styles["kind"]}>
          {KINDS[kind]}
          {kind === "changed" && isMoved ? " and moved" : ""}
          {kind === "changed" ? "" : where}
        </span>
      </p>
      {kind === "added" || kind === "removed" ? <p className={styles["summary"]}>{summary}</p> : null}
      <Fields fields={fields} />
    </li>
  );
}

function Fields({ fields }: { readonly fields: readonly FieldChange[] }) {
  if (fields.length === 0) return null;
  return (
    <dl className={styles["fields"]}>
      {fields.map(({ field, before, after }) => (
        <div key={field}>
          <dt>
            <code>{field}</code>
          </dt>
          <dd>
            {before !== undefined && <del>{valueWords(before)}</del>}
            {after !== undefined && <ins>{valueWords(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function valueWords(value: unknown): string {
  if (typeof value === "string") return value;
  if (isJson(value) && ("variable" in value || "all" in value || "any" in value)) return conditionWords(value);
  return JSON.stringify(value, null, 1);
}
