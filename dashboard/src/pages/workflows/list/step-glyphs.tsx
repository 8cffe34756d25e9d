import { TYPE_NAMES } from "../../../document/describe.js";
import { readDocument, type Json } from "../../../document/document.js";
import { allSteps } from "../../../document/paths.js";
import { StepIcon } from "../../../components/steps/step-icon.js";
import styles from "./list.module.css";

const MOST = 6;

/** The kinds of a workflow's steps in order. */
export function StepGlyphs({ document }: { readonly document: Json }) {
  const parsed = readDocument(document);
  const steps = parsed ? allSteps(parsed).map(({ step }) => step) : [];
  const words = steps.map(({ type }) => TYPE_NAMES[type] ?? type).join(", ");
  if (steps.length === 0) return <span className={styles["none"]}>none</span>;
  return (
    <span className={styles["glyphs"]} title={words}>
      <span className="visually-hidden">{words}</span>
      {steps.slice(0, MOST).map((step) => (
        <StepIcon key={step.ref} step={step} size={16} />
      ))}
      {steps.length > MOST && <span aria-hidden>+{steps.length - MOST}</span>}
    </span>
  );
}
