import { textsIn } from "../../components/log/search.js";

/** The times that can be counted, with the width of their buckets and the range of the log pages that is nearest. */
export const SPANS = {
  "24h": { label: "24 h", days: 1, interval: "HOUR", logRange: "24h" },
  "7d": { label: "7 days", days: 7, interval: "DAY", logRange: "7d" },
  "30d": { label: "30 days", days: 30, interval: "DAY", logRange: "30d" },
  "90d": { label: "90 days", days: 90, interval: "DAY", logRange: "30d" },
} as const;
export type Span = keyof typeof SPANS;
export const DEFAULT_SPAN: Span = "7d";

/** The widths that a time may be counted in. */
export const INTERVALS = [
  ["HOUR", "Hours"],
  ["DAY", "Days"],
  ["WEEK", "Weeks"],
] as const;
export type Interval = (typeof INTERVALS)[number][0];

export interface AnalyticsSearch {
  readonly span?: Span;
  readonly by?: Interval;
  readonly workflow?: string;
  readonly channel?: string;
}

export function readAnalyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const { span, by } = search;
  const interval = INTERVALS.find(([each]) => each === by)?.[0];
  return {
    ...(isSpan(span) && span !== DEFAULT_SPAN ? { span } : {}),
    ...(interval === undefined ? {} : { by: interval }),
    ...textsIn(search, ["workflow", "channel"]),
  };
}

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
