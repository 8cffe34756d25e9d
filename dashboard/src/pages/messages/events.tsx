import type { EventFragment } from "../../api/generated/operations.js";
import { withLocalTimes } from "../../components/facts/time-words.js";
import { When } from "../../components/facts/when.js";
import styles from "./lists.module.css";

/** Each change of a message since it was made. */
export function Events({ events }: { readonly events: readonly EventFragment[] }) {
  if (events.length === 0) return null;
  return (
    <section aria-labelledby="events">
      <h2 id="events">Events</h2>
      <ol className={styles["list"]}>
        {events.map(({ at, by, code, message }) => (
          <li key={`${at} ${code}`}>
            <p>{withLocalTimes(message)}</p>
            <When at={at} />
            <p className={styles["more"]}>
              <code>{code}</code> by {by}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
