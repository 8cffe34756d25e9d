import { useRef, type ReactNode } from "react";
import { conditionWords } from "../../document/conditions.js";
import { branchesOf, isJson, type Branch, type Step, type WorkflowDocument } from "../../document/document.js";
import type { ListPath, Place } from "../../document/paths.js";
import { StepCard, type StepNote } from "./step-card.js";
import styles from "./step-column.module.css";
import { useFit } from "./use-fit.js";

export interface StepColumnProps {
  readonly document: WorkflowDocument;
  /** The step that is shown beside the column. */
  readonly selectedRef?: string | null | undefined;
  /** Choosing a step; left out where nothing is shown for one. */
  readonly onSelect?: ((ref: string) => void) | undefined;
  /** What is said about single steps, such as what happened there. */
  readonly notes?: ReadonlyMap<string, StepNote> | undefined;
  /** The names of the branches that were taken, by the ref of their step; the others are drawn as ways not taken. */
  readonly taken?: ReadonlyMap<string, string> | undefined;
  /** What stands between steps, such as a button that adds one. */
  readonly gap?: ((place: Place) => ReactNode) | undefined;
  /** What begins the column, such as `When “mention” is triggered`. */
  readonly start: ReactNode;
  /** Beside a branch's name, such as a button that changes it. */
  readonly branchExtra?: ((step: Step, index: number) => ReactNode) | undefined;
}

/**
 * A workflow as one picture: a list of steps, whose branches are lists side by side. It is shrunk to fit, then scrolls;
 * where it is narrow, branches are indented below each other instead.
 */
export function StepColumn(props: StepColumnProps) {
  const { document, start } = props;
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  useFit(frame, picture, document);
  // Without buttons in it, what scrolls must take the focus itself.
  const own = props.onSelect ? {} : { tabIndex: 0, role: "region", "aria-label": "The steps" };
  return (
    <div ref={frame} className={styles["frame"]} {...own}>
      <div ref={picture} className={styles["picture"]}>
        <div className={styles["start"]}>{start}</div>
        <StepList {...props} steps={document.steps} list={[]} label="Steps" />
        <p className={styles["end"]}>End</p>
      </div>
    </div>
  );
}

interface StepListProps extends StepColumnProps {
  readonly steps: readonly Step[];
  readonly list: ListPath;
  readonly label: string;
}

function StepList({ steps, list, label, ...props }: StepListProps) {
  const { gap } = props;
  return (
    <ol className={styles["list"]} aria-label={label}>
      {steps.map((step, index) => (
        <li key={step.ref}>
          <Gap>{gap?.({ list, index })}</Gap>
          <OneStep {...props} step={step} list={list} index={index} />
        </li>
      ))}
      <li className={styles["last"]} aria-hidden={gap === undefined || undefined}>
        <Gap>{gap?.({ list, index: steps.length })}</Gap>
      </li>
    </ol>
  );
}

function Gap({ children }: { readonly children: ReactNode }) {
  return <div className={styles["gap"]}>{children}</div>;
}

interface OneStepProps extends StepColumnProps {
  readonly step: Step;
  readonly list: ListPath;
  readonly index: number;
}

function OneStep({ step, list, index, ...props }: OneStepProps) {
  const { selectedRef, onSelect, notes, taken, branchExtra } = props;
  const branches = branchesOf(step);
  const way = taken?.get(step.ref);
  const note = notes?.get(step.ref);
  return (
    <>
      <StepCard step={step} note={note} isSelected={step.ref === selectedRef} onSelect={onSelect} />
      {branches.length > 0 && (
        <ol className={styles["branches"]} aria-label={`Branches of ${step.ref}`}>
          {branches.map((branch, branchIndex) => (
            <li
              key={branchIndex}
              className={styles["branch"]}
              data-ends={branch["terminates"] === true || undefined}
              data-is-left-out={taken !== undefined && way !== branch.name ? true : undefined}
            >
              <BranchHead branch={branch} isTaken={way === branch.name}>
                {branchExtra?.(step, branchIndex)}
              </BranchHead>
              <StepList
                {...props}
                steps={branch.steps}
                list={[...list, index, branchIndex]}
                label={`Steps of ${branch.name}`}
              />
              {branch["terminates"] === true && <p className={styles["end"]}>The run ends here</p>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

interface BranchHeadProps {
  readonly branch: Branch;
  readonly isTaken: boolean;
  readonly children: ReactNode;
}

function BranchHead({ branch, isTaken, children }: BranchHeadProps) {
  const conditions = branch["conditions"];
  return (
    <div className={styles["branchHead"]}>
      <p>
        <strong>{branch.name}</strong>
        {isTaken && <span className={styles["taken"]}>taken</span>}
        {children}
      </p>
      <p>{isJson(conditions) ? `if ${conditionWords(conditions)}` : "otherwise"}</p>
    </div>
  );
}
