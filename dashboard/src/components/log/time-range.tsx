import styles from "./filters.module.css";

/** Ranges of a log page, by their name in the address. */
export const RANGES = { "15m": 900, "1h": 3600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000 } as const;
export type Range = keyof typeof RANGES;
export const DEFAULT_RANGE: Range = "24h";

const WORDS: Readonly<Record<Range, string>> = {
  "15m": "15 min",
  "1h": "1 h",
  "24h": "24 h",
  "7d": "7 days",
  "30d": "30 days",
};

export function isRange(value: unknown): value is Range {
  return typeof value === "string" && value in RANGES;
}

/** The start of a range that ends now, cut to the minute so that it stays the same while the page is read. */
export function startOf(range: Range): string {
  const minute = 60_000;
  return new Date(Math.floor(Date.now() / minute) * minute - RANGES[range] * 1000).toISOString();
}

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
