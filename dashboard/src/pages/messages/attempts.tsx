import type { AttemptFragment } from "../../api/generated/operations.js";
import { durationWords } from "../../components/facts/time-words.js";
import { When } from "../../components/facts/when.js";
import styles from "./lists.module.css";

/** The attempts to send a message, oldest first. */
export function Attempts({ attempts }: { readonly attempts: readonly AttemptFragment[] }) {
  return (
    <section aria-labelledby="attempts">
      <h2 id="attempts">Attempts</h2>
      {attempts.length === 0 ? (
        <p className={styles["none"]}>None yet.</p>
      ) : (
        <ol className={styles["list"]}>
          {attempts.map(({ number, at, providerKey, outcome, code, durationMs, reason, retryAt }) => (
            <li key={number}>
              <p>
                <strong>{outcome}</strong> by <code>{providerKey}</code>
                {durationMs !== null && ` in ${durationWords(durationMs)}`}
              </p>
              <When at={at} />
              {(reason ?? code) !== null && (
                <p className={styles["more"]}>{[code, reason].filter(Boolean).join(": ")}</p>
              )}
              {retryAt !== null && (
                <p className={styles["more"]}>
                  Tried again <When at={retryAt} />
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
