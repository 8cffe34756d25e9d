import { describeStep, TYPE_NAMES } from "../../document/describe.js";
import type { Step } from "../../document/document.js";
import styles from "./step-card.module.css";
import { StepIcon } from "./step-icon.js";

/** What is said about a step, such as what happened there. */
export interface StepNote {
  readonly kind: "done" | "waiting" | "skipped" | "failed" | "untouched" | "issue" | "warning";
  /** Empty where the kind says all. */
  readonly words: string;
}

export interface StepCardProps {
  readonly step: Step;
  readonly note: StepNote | undefined;
  readonly isSelected: boolean;
  readonly onSelect: ((ref: string) => void) | undefined;
}

/** One step: what it does, when, and what is said about it. */
export function StepCard({ step, note, isSelected, onSelect }: StepCardProps) {
  const { title, summary, condition } = describeStep(step);
  const content = (
    <>
      <span className={styles["icon"]}>
        <StepIcon step={step} />
      </span>
      <span className={styles["words"]}>
        <span className={styles["title"]}>
          <span className="visually-hidden">{TYPE_NAMES[step.type] ?? step.type}: </span>
          {title} <code>{step.ref}</code>
        </span>
        {summary !== "" && <span className={styles["summary"]}>{summary}</span>}
        {condition !== null && <span className={styles["condition"]}>if {condition}</span>}
        {note && note.words !== "" && (
          <span className={styles["note"]} data-kind={note.kind}>
            {note.words}
          </span>
        )}
      </span>
    </>
  );
  if (!onSelect) {
    return (
      <div className={styles["card"]} data-kind={note?.kind}>
        {content}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={styles["card"]}
      data-kind={note?.kind}
      data-step={step.ref}
      aria-pressed={isSelected}
      onClick={() => onSelect(step.ref)}
    >
      {content}
    </button>
  );
}
