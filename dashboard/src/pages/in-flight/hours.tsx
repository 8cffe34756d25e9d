import { useRef, type KeyboardEvent } from "react";
import { spanWords } from "../../components/facts/time-words.js";
import styles from "./hours.module.css";
import { hourOf, spanOf } from "./selection.js";

export interface HoursProps {
  /** Runs that go on in each of the next hours. */
  readonly counts: readonly number[];
  /** When they were counted. */
  readonly readAt: number;
  readonly chosen: string | undefined;
  readonly onChoose: (wakes: string | undefined) => void;
}

const LABEL_EVERY = 6;
const hourOnly = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const withDay = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });

/** When runs go on, as bars of the next 48 hours. A click narrows to one of them; the arrow keys go through them. */
export function Hours({ counts, readAt, chosen, onChoose }: HoursProps) {
  const bars = useRef<HTMLDivElement>(null);
  const most = Math.max(1, ...counts);
  const chosenHour = hourOf(chosen, readAt);
  const focusable =
    chosenHour ??
    Math.max(
      0,
      counts.findIndex((count) => count > 0),
    );
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const buttons = [...(bars.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    if (step === 0 || at < 0) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  };
  return (
    <section aria-labelledby="hours" className={styles["hours"]}>
      <h2 id="hours">When they go on</h2>
      <div ref={bars} className={styles["bars"]} role="group" aria-label="The next 48 hours" onKeyDown={move}>
        {counts.map((count, hour) => {
          const span = spanOf(hour, readAt);
          const isChosen = hour === chosenHour;
          return (
            <button
              key={hour}
              type="button"
              aria-pressed={isChosen}
              aria-label={`${spanWords(span)}: ${count} ${count === 1 ? "run" : "runs"}`}
              title={`${spanWords(span)}: ${count} ${count === 1 ? "run" : "runs"}`}
              tabIndex={hour === focusable ? 0 : -1}
              data-is-other={chosenHour !== null && !isChosen}
              onClick={() => onChoose(isChosen ? undefined : span)}
            >
              <span
                style={{ height: count === 0 ? "2px" : `max(5px, ${(count / most) * 100}%)` }}
                data-is-none={count === 0}
              />
            </button>
          );
        })}
      </div>
      <p className={styles["axis"]} aria-hidden>
        {counts.map((_, hour) => (hour % LABEL_EVERY === 0 ? <span key={hour}>{axisWords(hour, readAt)}</span> : null))}
      </p>
      <details className={styles["twin"]}>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              <th scope="col">Runs</th>
            </tr>
          </thead>
          <tbody>
            {counts.map((count, hour) =>
              count === 0 ? null : (
                <tr key={hour}>
                  <td>{spanWords(spanOf(hour, readAt))}</td>
                  <td>{count}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function axisWords(hour: number, readAt: number): string {
  if (hour === 0) return "now";
  const at = new Date(readAt + hour * 3_600_000);
  return (at.getHours() < LABEL_EVERY ? withDay : hourOnly).format(at);
}
