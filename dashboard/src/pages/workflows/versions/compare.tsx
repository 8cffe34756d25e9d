import type { ListedVersionFragment } from "../../../api/generated/operations.js";
import { DiffView } from "../../../components/steps/diff-view.js";
import { diffDocuments } from "../../../document/diff.js";
import { readDocument } from "../../../document/document.js";
import type { OpenWorkflow } from "../one/workflow-query.js";
import type { VersionsSearch } from "../one/search.js";
import styles from "./versions.module.css";

export interface CompareProps {
  readonly workflow: OpenWorkflow;
  readonly versions: readonly ListedVersionFragment[];
  readonly from: number | undefined;
  readonly to: number | "draft" | undefined;
  readonly onChange: (change: VersionsSearch) => void;
}

/** What changed between two versions, step by step. */
export function Compare({ workflow, versions, from, to, onChange }: CompareProps) {
  const documentOf = (which: number | "draft" | undefined) => {
    if (which === "draft") return readDocument(workflow.document);
    return readDocument(versions.find(({ number }) => number === which)?.document);
  };
  const diff = diffDocuments(documentOf(from), documentOf(to));
  const numbers = versions.map(({ number }) => number);
  const isMissing = (which: number | undefined) => which !== undefined && which > 0 && !numbers.includes(which);
  return (
    <section className={styles["compare"]} aria-labelledby="compare">
      <h2 id="compare">What changed</h2>
      <p className={styles["between"]}>
        <label>
          from{" "}
          <select value={from ?? 0} onChange={(event) => onChange({ from: Number(event.target.value) || undefined })}>
            <option value={0}>nothing</option>
            {numbers.map((number) => (
              <option key={number} value={number}>
                version {number}
              </option>
            ))}
          </select>
        </label>
        <label>
          to{" "}
          <select
            value={to}
            onChange={({ target: { value } }) => onChange({ to: value === "draft" ? value : Number(value) })}
          >
            {workflow.hasDraft && <option value="draft">the draft</option>}
            {numbers.map((number) => (
              <option key={number} value={number}>
                version {number}
              </option>
            ))}
          </select>
        </label>
      </p>
      {isMissing(from) || (to !== "draft" && isMissing(to)) ? (
        <p className={styles["about"]}>That version is further down the list. Read on with “Older versions”.</p>
      ) : (
        <DiffView diff={diff} />
      )}
    </section>
  );
}
