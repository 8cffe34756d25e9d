import type { AttemptFragment } from "../../api/generated/operations.js";
import { JsonBlock } from "../../components/facts/details.js";
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
          {attempts.map((attempt) => (
            <li key={attempt.number}>
              <One attempt={attempt} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function One({ attempt }: { readonly attempt: AttemptFragment }) {
  const { number, at, providerKey, outcome, code, durationMs, reason, retryAt, request, response } = attempt;
  return (
    <>
      <p>
        <strong>{outcome}</strong> by <code>{providerKey}</code>
        {durationMs !== null && ` in ${durationWords(durationMs)}`}
      </p>
      <When at={at} />
      {(reason ?? code) !== null && <p className={styles["more"]}>{[code, reason].filter(Boolean).join(": ")}</p>}
      {attempt.isPossibleDuplicate && <p className={styles["more"]}>It may have been sent twice.</p>}
      {retryAt !== null && (
        <p className={styles["more"]}>
          Tried again <When at={retryAt} />
        </p>
      )}
      {(request !== null || response !== null) && (
        <details className={styles["exchange"]}>
          <summary>Request and answer</summary>
          {request !== null && <JsonBlock label={`Request of attempt ${number}`} value={request} />}
          {response !== null && <JsonBlock label={`Answer to attempt ${number}`} value={response} />}
        </details>
      )}
    </>
  );
}
