import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { OverviewQuery } from "../../api/generated/operations.js";
import { useEnvironmentKey } from "../../app/session/use-environment.js";
import { durationWords } from "../../components/facts/time-words.js";
import { When } from "../../components/facts/when.js";
import styles from "./overview.module.css";

type Health = NonNullable<OverviewQuery["deliveryHealth"]>[number];

/** A queue that does not move for so long is trouble even without failures. */
const STUCK_SECONDS = 300;
/** With fewer attempts, one failure says little. */
const ATTEMPTS_MIN = 10;
const FAILURES_SHARE = 0.1;

/** Providers that fail or are held, and messages that were given up. */
export function Trouble({ overview }: { readonly overview: OverviewQuery }) {
  const env = useEnvironmentKey();
  const held = (overview.deliveryHealth ?? []).filter(isInTrouble);
  const dead = overview.deadLetters ?? [];
  return (
    <section aria-labelledby="trouble" className={styles["card"]}>
      <h2 id="trouble">Delivery trouble</h2>
      {held.length === 0 && dead.length === 0 && (
        <p className={styles["none"]}>None. No provider fails, and nothing was given up in 7 days.</p>
      )}
      <ul className={styles["trouble"]}>
        {held.map((health) => (
          <Row key={`${health.channelKey} ${health.providerKey}`}>
            <strong>
              {health.channelKey} by {health.providerKey}
            </strong>{" "}
            {healthWords(health)}
          </Row>
        ))}
        {dead.map(({ channelKey, reason, count, lastAt }) => (
          <Row key={`${channelKey} ${reason}`}>
            <Link
              to="/$env/messages"
              params={{ env }}
              search={{ delivery: "UNDELIVERED", channel: channelKey, range: "7d" }}
            >
              {count.toLocaleString("en")} given up
            </Link>{" "}
            on {channelKey}: <code>{reason}</code>, last <When at={lastAt} />
          </Row>
        ))}
      </ul>
    </section>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return (
    <li>
      <TriangleAlert size={16} aria-hidden />
      <p>{children}</p>
    </li>
  );
}

function isInTrouble({ breaker, attemptCount, failureCount, oldestQueuedSeconds }: Health): boolean {
  const fails = attemptCount >= ATTEMPTS_MIN && failureCount / attemptCount >= FAILURES_SHARE;
  return breaker !== "closed" || fails || (oldestQueuedSeconds ?? 0) > STUCK_SECONDS;
}

function healthWords({ breaker, attemptCount, failureCount, queuedCount, oldestQueuedSeconds }: Health): string {
  return [
    ...(breaker === "closed" ? [] : ["is held, because it fails"]),
    ...(failureCount > 0 ? [`failed ${failureCount} of ${attemptCount} attempts in the last hour`] : []),
    ...(queuedCount > 0 ? [`${queuedCount} messages wait`] : []),
    ...(oldestQueuedSeconds === null ? [] : [`the first for ${durationWords(oldestQueuedSeconds * 1000)}`]),
  ].join(", ");
}
