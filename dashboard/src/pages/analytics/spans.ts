import { DEFAULT_SPAN, type AnalyticsSearch, type Interval, type Span } from "./search.js";

/** The times that can be counted, with the width of their buckets and the range of the log pages that is nearest. */
export const SPANS = {
  "24h": { label: "24 h", days: 1, interval: "HOUR", logRange: "24h" },
  "7d": { label: "7 days", days: 7, interval: "DAY", logRange: "7d" },
  "30d": { label: "30 days", days: 30, interval: "DAY", logRange: "30d" },
  "90d": { label: "90 days", days: 90, interval: "DAY", logRange: "30d" },
} as const;

/** The widths of buckets, for a filter. */
export const INTERVALS: readonly (readonly [Interval, string])[] = [
  ["HOUR", "Hours"],
  ["DAY", "Days"],
  ["WEEK", "Weeks"],
];

export function isSpan(value: unknown): value is Span {
  return typeof value === "string" && value in SPANS;
}

/** The width of a time's buckets: hours of more than a week would be too many bars. */
export function intervalOf({ span = DEFAULT_SPAN, by }: AnalyticsSearch): Interval {
  const { days, interval } = SPANS[span];
  return by === undefined || (by === "HOUR" && days > 7) ? interval : by;
}

/** The log of messages with the same filter. */
export function messagesSearch(search: AnalyticsSearch): {
  readonly range: (typeof SPANS)[Span]["logRange"];
  readonly workflow?: string;
  readonly channel?: string;
} {
  const { span = DEFAULT_SPAN, workflow, channel } = search;
  return {
    range: SPANS[span].logRange,
    ...(workflow === undefined ? {} : { workflow }),
    ...(channel === undefined ? {} : { channel }),
  };
}
