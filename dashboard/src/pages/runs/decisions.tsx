import type { DecisionFragment } from "../../api/generated/operations.js";
import { durationWords, fullWords, withLocalTimes } from "../../components/facts/time-words.js";
import { comparisonsOf, layerOf } from "./decision-values.js";
import styles from "./decisions.module.css";

export interface DecisionsProps {
  readonly trace: readonly DecisionFragment[];
  readonly startedAt: string;
  /** The code of the decision that made the result. */
  readonly outcomeCode: string;
  /** The step whose decisions are marked; null for none. */
  readonly markedRef: string | null;
}

/** Each decision in order, with the values that decided it. */
export function Decisions({ trace, startedAt, outcomeCode, markedRef }: DecisionsProps) {
  const decisive = trace.findLastIndex(({ code }) => code === outcomeCode);
  return (
    <section className={styles["decisions"]} aria-labelledby="decisions">
      <h2 id="decisions">Decisions</h2>
      <ol>
        {trace.map((decision, index) => (
          // A trace is only ever added to.
          <li
            key={index}
            data-is-decisive={index === decisive}
            data-is-marked={markedRef !== null && decision.stepRef === markedRef}
          >
            <Decision decision={decision} startedAt={startedAt} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Decision({ decision, startedAt }: { readonly decision: DecisionFragment; readonly startedAt: string }) {
  const { at, stepRef, code, message, values } = decision;
  const comparisons = comparisonsOf(values);
  const layer = layerOf(values);
  return (
    <>
      <p>{withLocalTimes(message)}</p>
      <p className={styles["about"]}>
        <time dateTime={at} title={fullWords(at)}>
          +{durationWords(Math.max(0, Date.parse(at) - Date.parse(startedAt)))}
        </time>
        {stepRef !== null && (
          <span>
            step <code>{stepRef}</code>
          </span>
        )}
        <code>{code}</code>
      </p>
      {layer !== null && <p className={styles["layer"]}>Decided by {layer}.</p>}
      {comparisons.length > 0 && (
        <ul className={styles["comparisons"]}>
          {comparisons.map(({ variable, operator, expected, actual, isMet }, index) => (
            <li key={index} data-is-met={isMet}>
              <span>{isMet ? "holds" : "does not hold"}</span>
              <code>
                {variable} {operator} {expected}
              </code>
              <span>
                it was <code>{actual}</code>
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
