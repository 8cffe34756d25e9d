import { DateTime } from "luxon";
import type { InputIssue } from "../../platform/errors/index.js";
import { isJsonObject } from "../../platform/json.js";
import { zoneFor } from "./zone.js";

export const DURATION_UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months"] as const;

export type DurationUnit = (typeof DURATION_UNITS)[number];

/** A length of time. Days, weeks and months go by the calendar of a time zone, smaller units are exact. */
export interface Duration {
  unit: DurationUnit;
  /** A whole number, at least 1. */
  value: number;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; issues: InputIssue[] };

/** The shortest and longest that a duration may be, both included. */
export interface DurationBounds {
  min?: Duration;
  /** Default ten years. */
  max?: Duration;
}

const EXACT_MS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 } as const;
const DAY_MS = 86_400_000;
const DAYS_PER_MONTH = 365 / 12;

/** Keeps every computed instant within the range of Date. */
const LONGEST: Duration = { unit: "months", value: 120 };

/** The instant one duration after (or, with `sign` -1, before) another. */
export function addDuration(atMs: number, duration: Duration, timeZone: string, sign: 1 | -1 = 1): number {
  const value = duration.value * sign;
  switch (duration.unit) {
    case "seconds":
    case "minutes":
    case "hours":
      return atMs + value * EXACT_MS[duration.unit];
    case "days":
    case "weeks":
    case "months": {
      const start = DateTime.fromMillis(atMs, { zone: zoneFor(timeZone).iana });
      return start.plus({ [duration.unit]: value }).toMillis();
    }
  }
}

/** The length of a duration that starts at an instant: a day may have 23 or 25 hours. */
export function durationMs(duration: Duration, atMs: number, timeZone: string): number {
  return addDuration(atMs, duration, timeZone) - atMs;
}

/** The nominal length of a duration, for limits: a day has 24 hours, twelve months have 365 days. */
export function nominalMs({ unit, value }: Duration): number {
  switch (unit) {
    case "seconds":
    case "minutes":
    case "hours":
      return value * EXACT_MS[unit];
    case "days":
      return value * DAY_MS;
    case "weeks":
      return value * 7 * DAY_MS;
    case "months":
      return value * DAYS_PER_MONTH * DAY_MS;
  }
}

/** Reads `{ "unit": "minutes", "value": 5 }`; a unit may be singular. */
export function parseDuration(input: unknown, path: string[], bounds: DurationBounds = {}): Parsed<Duration> {
  if (!isJsonObject(input)) {
    const message = 'A duration is written { "unit": "minutes", "value": 5 }.';
    return { ok: false, issues: [{ path, code: "wrong_type", message }] };
  }
  const issues: InputIssue[] = [];
  for (const key of Object.keys(input)) {
    if (key !== "unit" && key !== "value") {
      const message = `"${key}" means nothing here. A duration has a unit and a value.`;
      issues.push({ path: [...path, key], code: "unknown_key", message });
    }
  }

  const unit = unitNamed(input.unit);
  const { value } = input;
  if (unit === undefined) {
    const message = `Give a unit, one of ${DURATION_UNITS.join(", ")}.`;
    issues.push({ path: [...path, "unit"], code: input.unit === undefined ? "required" : "invalid", message });
  }
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    const message = "Give a whole number, at least 1.";
    issues.push({ path: [...path, "value"], code: value === undefined ? "required" : "invalid", message });
  } else if (unit !== undefined) {
    issues.push(...boundIssues({ unit, value }, path, bounds));
    if (issues.length === 0) return { ok: true, value: { unit, value } };
  }
  return { ok: false, issues };
}

/** A duration in words. */
function describeDuration({ unit, value }: Duration): string {
  return `${value} ${value === 1 ? unit.slice(0, -1) : unit}`;
}

function boundIssues(duration: Duration, path: string[], { min, max = LONGEST }: DurationBounds): InputIssue[] {
  if (min !== undefined && nominalMs(duration) < nominalMs(min)) {
    return [{ path, code: "too_short", message: `This may be no shorter than ${describeDuration(min)}.` }];
  }
  if (nominalMs(duration) > nominalMs(max)) {
    return [{ path, code: "too_long", message: `This may be no longer than ${describeDuration(max)}.` }];
  }
  return [];
}

function unitNamed(input: unknown): DurationUnit | undefined {
  return DURATION_UNITS.find((unit) => input === unit || input === unit.slice(0, -1));
}
