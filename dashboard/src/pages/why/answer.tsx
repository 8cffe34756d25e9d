import { Link } from "@tanstack/react-router";
import type { ExplainQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { withLocalTimes } from "../../components/facts/time-words.js";
import { When } from "../../components/facts/when.js";
import { Button } from "../../components/form/button.js";
import styles from "./why.module.css";

type Explanation = NonNullable<ExplainQuery["explain"]>;

/** The sentence, the cases behind it, and what would happen now. */
export function Answer({ explanation }: { readonly explanation: Explanation }) {
  const env = useEnvironmentKey();
  const verdict = withLocalTimes(explanation.verdict);
  const { cases, now } = explanation;
  return (
    <>
      <div className={styles["verdict"]} role="status">
        <p>{verdict}</p>
        <Button onClick={() => void navigator.clipboard.writeText(verdict)}>Copy as answer</Button>
      </div>
      <section aria-labelledby="cases">
        <h2 id="cases">What it rests on</h2>
        <ol className={styles["cases"]}>
          {cases.map(({ code, message, run, trigger, messages }, index) => (
            <li key={index}>
              <p>{withLocalTimes(message)}</p>
              <p className={styles["about"]}>
                <code>{code}</code>
                {trigger && (
                  <Link to="/$env/triggers/$id" params={{ env, id: trigger.id }}>
                    trigger <When at={trigger.acceptedAt} />
                  </Link>
                )}
                {run && (
                  <Link to="/$env/runs/$id" params={{ env, id: run.id }}>
                    its run
                  </Link>
                )}
                {messages.map(({ id, channelKey }) => (
                  <Link key={id} to="/$env/messages/$id" params={{ env, id }}>
                    {channelKey} message
                  </Link>
                ))}
              </p>
            </li>
          ))}
        </ol>
      </section>
      {now && (
        <section aria-labelledby="now">
          <h2 id="now">If it happened now</h2>
          <p>{nowWords(now)}</p>
        </section>
      )}
    </>
  );
}

function nowWords({ messages, runs }: NonNullable<Explanation["now"]>): string {
  if (messages.length > 0) return `They would get ${messages.map(({ channelKey }) => channelKey).join(", ")}.`;
  const last = runs[0]?.trace.findLast(({ code }) => code !== "run.completed");
  return last ? withLocalTimes(last.message) : "Nothing would happen.";
}
