import { isRange, RANGES, type Range } from "./ranges.js";
import styles from "./filters.module.css";

const WORDS: Readonly<Record<Range, string>> = {
  "15m": "15 min",
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 days",
  "30d": "30 days",
};

export interface TimeRangeProps {
  readonly value: Range;
  readonly onChange: (range: Range) => void;
}

export function TimeRange({ value, onChange }: TimeRangeProps) {
  return (
    <fieldset className={styles["range"]}>
      <legend className="visually-hidden">Time</legend>
      {Object.keys(RANGES)
        .filter(isRange)
        .map((range) => (
          <label key={range}>
            <input type="radio" name="range" checked={range === value} onChange={() => onChange(range)} />
            <span>{WORDS[range]}</span>
          </label>
        ))}
    </fieldset>
  );
}
