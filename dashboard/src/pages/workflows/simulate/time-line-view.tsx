import { useState } from "react";
import { withLocalTimes } from "../../../components/facts/time-words.js";
import { timeLineOf, type LaneEntry, type Simulation } from "./moments.js";
import styles from "./time-line.module.css";
import { offsetWords } from "./story.js";

export interface TimeLineViewProps {
  readonly simulation: Simulation;
  readonly startAt: string;
}

/** One lane for each recipient over the moments at which something happens, and the same as a list. */
export function TimeLineView({ simulation, startAt }: TimeLineViewProps) {
  const { moments, lanes } = timeLineOf(simulation);
  const [chosen, setChosen] = useState<number | null>(null);
  if (moments.length === 0) return <p>Nothing happens: no recipient is known, or nobody is named.</p>;
  const now = Math.min(chosen ?? moments.length - 1, moments.length - 1);
  const words = moments.map((moment) => offsetWords((moment - Date.parse(startAt)) / 1000));
  return (
    <>
      <div className={styles["scroll"]} tabIndex={0} role="region" aria-label="Lanes; the list below says the same">
        <div
          className={styles["lanes"]}
          aria-hidden
          style={{ gridTemplateColumns: `auto repeat(${moments.length}, minmax(72px, 1fr))` }}
        >
          <span />
          {words.map((each, index) => (
            <span key={index} className={styles["moment"]} data-is-later={index > now}>
              {each}
            </span>
          ))}
          {lanes.map(({ name, entries }, lane) => (
            <LaneRow key={name} name={name} row={lane + 2} entries={entries} now={now} columns={moments.length} />
          ))}
        </div>
      </div>
      {moments.length > 1 && (
        <label className={styles["now"]}>
          <span>Up to</span>
          <input
            type="range"
            min={0}
            max={moments.length - 1}
            value={now}
            aria-valuetext={words[now]}
            onChange={(event) => setChosen(Number(event.target.value))}
          />
          <output>{words[now]}</output>
        </label>
      )}
      <ol className={styles["list"]} aria-label="What happens">
        {moments.slice(0, now + 1).map((moment, index) => (
          <li key={moment}>
            <p>{words[index]}</p>
            <ul>
              {lanes.flatMap(({ name, entries }) =>
                entries
                  .filter((entry) => entry.moment === index)
                  .map((entry, at) => (
                    <li key={`${name} ${at}`} data-kind={entry.kind}>
                      <strong>{name}</strong> {withLocalTimes(entry.words)}
                    </li>
                  )),
              )}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}

interface LaneRowProps {
  readonly name: string;
  readonly row: number;
  readonly entries: readonly LaneEntry[];
  readonly now: number;
  readonly columns: number;
}

function LaneRow({ name, row, entries, now, columns }: LaneRowProps) {
  return (
    <>
      <span className={styles["name"]} style={{ gridRow: row, gridColumn: 1 }}>
        {name}
      </span>
      <span className={styles["lane"]} style={{ gridRow: row, gridColumn: `2 / ${columns + 2}` }} />
      {entries.map(({ kind, moment, until }, index) => (
        <span
          key={index}
          className={styles["entry"]}
          data-kind={kind}
          data-is-later={moment > now}
          style={{
            gridRow: row,
            gridColumn: `${moment + 2} / ${Math.max(until, moment) + 2 + (kind === "wait" ? 0 : 1)}`,
          }}
        />
      ))}
    </>
  );
}
