import { useId, useState, type KeyboardEvent } from "react";
import type { Interval } from "./search.js";
import styles from "./chart.module.css";

export interface ChartLine {
  readonly label: string;
  readonly color: "accent" | "ok" | "bad" | "warn";
  readonly values: readonly number[];
}

export interface ChartProps {
  readonly title: string;
  /** Starts of the buckets. */
  readonly times: readonly string[];
  readonly interval: Interval;
  readonly lines: readonly ChartLine[];
}

const WIDTH = 600;
const HEIGHT = 160;
const hourWords = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const dayWords = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

/** Lines over time. The arrow keys go through the buckets; the numbers are also a table. */
export function Chart({ title, times, interval, lines }: ChartProps) {
  const id = useId();
  const [chosen, setChosen] = useState<number | null>(null);
  const last = times.length - 1;
  const at = Math.min(chosen ?? last, last);
  const most = Math.max(1, ...lines.flatMap(({ values }) => values));
  const x = (n: number): number => (last === 0 ? WIDTH / 2 : (n / last) * WIDTH);
  const y = (value: number): number => HEIGHT - (value / most) * (HEIGHT - 8);
  const words = (n: number): string => (interval === "HOUR" ? hourWords : dayWords).format(new Date(times[n] ?? 0));
  const move = (event: KeyboardEvent): void => {
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(Math.max(0, Math.min(last, next)));
  };
  return (
    <figure className={styles["chart"]}>
      <figcaption id={id}>{title}</figcaption>
      <div
        className={styles["picture"]}
        role="slider"
        tabIndex={0}
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={`${words(at)}: ${lines.map(({ label, values }) => `${label} ${values[at] ?? 0}`).join(", ")}`}
        onKeyDown={move}
        onPointerMove={({ currentTarget, clientX }) => {
          const { left, width } = currentTarget.getBoundingClientRect();
          setChosen(Math.max(0, Math.min(last, Math.round(((clientX - left) / width) * last))));
        }}
      >
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
          <line className={styles["cursor"]} x1={x(at)} x2={x(at)} y1={0} y2={HEIGHT} />
          {lines.map(({ label, color, values }) => (
            <polyline
              key={label}
              data-color={color}
              points={values.map((value, n) => `${x(n)},${y(value)}`).join(" ")}
            />
          ))}
        </svg>
        <span className={styles["most"]} aria-hidden>
          {most.toLocaleString("en")}
        </span>
      </div>
      <p className={styles["axis"]} aria-hidden>
        <span>{words(0)}</span>
        <span>{words(last)}</span>
      </p>
      <p className={styles["legend"]} aria-hidden>
        <strong>{words(at)}</strong>
        {lines.map(({ label, color, values }) => (
          <span key={label} data-color={color}>
            {label} <b>{(values[at] ?? 0).toLocaleString("en")}</b>
          </span>
        ))}
      </p>
      <details className={styles["twin"]}>
        <summary>As a table</summary>
        <table aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{interval === "HOUR" ? "Hour" : interval === "DAY" ? "Day" : "Week from"}</th>
              {lines.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, n) => (
              <tr key={time}>
                <th scope="row">{words(n)}</th>
                {lines.map(({ label, values }) => (
                  <td key={label}>{(values[n] ?? 0).toLocaleString("en")}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
