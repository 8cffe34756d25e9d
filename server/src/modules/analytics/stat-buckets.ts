import { instantOf, wallOf, zoneFor } from "../timing/index.js";

export type StatsIntervalName = "HOUR" | "DAY" | "WEEK";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WIDTH_MS: Readonly<Record<StatsIntervalName, number>> = { HOUR: HOUR_MS, DAY: DAY_MS, WEEK: 7 * DAY_MS };
/** 1970-01-05 was a Monday. */
const MONDAY_MS = 4 * DAY_MS;
/** The default number of buckets: a day, a month, a quarter. */
const DEFAULT_COUNT: Readonly<Record<StatsIntervalName, number>> = { HOUR: 24, DAY: 30, WEEK: 13 };

/** Where the buckets begin, in milliseconds since 1970; the last is the end of the last bucket. */
export interface BucketRequest {
  interval: StatsIntervalName;
  /** A valid time zone. */
  timezone: string;
  /** In milliseconds since 1970; null for the default. */
  from: number | null;
  to: number;
}

/** How many buckets a time has, about. */
export function bucketCount({ interval, from, to }: BucketRequest): number {
  return from === null ? DEFAULT_COUNT[interval] : Math.ceil((to - from) / WIDTH_MS[interval]);
}

/** The edges of the buckets that contain a time, from the start of the first to the end of the last. */
export function bucketEdges({ interval, timezone, from, to }: BucketRequest): number[] {
  const width = WIDTH_MS[interval];
  const zone = zoneFor(timezone);
  const offset = interval === "WEEK" ? MONDAY_MS : 0;
  // Hours begin at whole hours of UTC, in which counts are kept.
  const wall = (at: number): number => (interval === "HOUR" ? at : wallOf(at, zone));
  const instant = (at: number): number => (interval === "HOUR" ? at : instantOf(at, zone));
  const startOf = (at: number): number => Math.floor((wall(at) - offset) / width) * width + offset;
  const last = startOf(to - 1);
  const first = from === null ? last - (DEFAULT_COUNT[interval] - 1) * width : startOf(from);
  const edges: number[] = [];
  for (let at = first; at <= last + width; at += width) edges.push(instant(at));
  return edges;
}
