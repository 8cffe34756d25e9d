import { textsIn } from "../../components/log/search.js";

const SPAN_NAMES = ["24h", "7d", "30d", "90d"] as const;
/** A time that can be counted. */
export type Span = (typeof SPAN_NAMES)[number];
export const DEFAULT_SPAN: Span = "7d";

const INTERVAL_NAMES = ["HOUR", "DAY", "WEEK"] as const;
/** The width of the parts that a time is counted in. */
export type Interval = (typeof INTERVAL_NAMES)[number];

export interface AnalyticsSearch {
  readonly span?: Span;
  readonly by?: Interval;
  readonly workflow?: string;
  readonly channel?: string;
}

export function readAnalyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const span = SPAN_NAMES.find((each) => each === search["span"]);
  const by = INTERVAL_NAMES.find((each) => each === search["by"]);
  return {
    ...(span === undefined || span === DEFAULT_SPAN ? {} : { span }),
    ...(by === undefined ? {} : { by }),
    ...textsIn(search, ["workflow", "channel"]),
  };
}
