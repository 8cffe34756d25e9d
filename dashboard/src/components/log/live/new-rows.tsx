import { useEffect, useRef, useState } from "react";
import styles from "./live.module.css";

const number = new Intl.NumberFormat("en");
/** Screen readers hear of it no more often. */
const SAY_EVERY_MS = 10_000;

export interface NewRowsProps {
  readonly waitingCount: number;
  readonly omittedCount: number;
  readonly onTake: () => void;
}

/** New rows above a list, and how many were left out. */
export function NewRows({ waitingCount, omittedCount, onTake }: NewRowsProps) {
  const words = [
    ...(waitingCount > 0 ? [`${number.format(waitingCount)} new`] : []),
    ...(omittedCount > 0 ? [`${number.format(omittedCount)} more left out`] : []),
  ].join(", ");
  return (
    <>
      <Said words={words} />
      {words !== "" && (
        <div className={styles["above"]}>
          <button type="button" className={styles["new"]} title="Show them (.)" onClick={onTake}>
            {words}
            <kbd>.</kbd>
          </button>
        </div>
      )}
    </>
  );
}

function Said({ words }: { readonly words: string }) {
  const [said, setSaid] = useState("");
  const current = useRef(words);
  useEffect(() => {
    current.current = words;
  });
  useEffect(() => {
    const timer = setInterval(() => setSaid(current.current), SAY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="visually-hidden" aria-live="polite">
      {said}
    </p>
  );
}
