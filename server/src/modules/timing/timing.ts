import { DateTime, IANAZone, type DurationLikeObject } from "luxon";
import { isJsonObject, type Json, type JsonObject } from "../../platform/json.js";

export const DURATION_UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months"] as const;

/** A length of time. Days, weeks and months follow the calendar of a time zone, the rest is exact. */
export interface Duration {
  unit: (typeof DURATION_UNITS)[number];
  value: number;
}

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** "At nine on weekdays": moments that recur in the recipient's time zone. */
export interface WindowRule {
  frequency: "hourly" | "daily" | "weekly" | "monthly";
  interval?: number;
  days?: Weekday[] | "weekdays" | "weekends";
  hours?: number;
  minutes?: number;
  dayOfMonth?: number;
}

/** Moves a relative time: an hour before the due date. */
export interface Offset extends Duration {
  direction: "before" | "after";
}

/** When something happens: exactly one of a duration, a rule, or `until`: a path or template that gives one of those or an instant. */
export interface TimeSpec {
  duration?: Duration;
  until?: string;
  rule?: WindowRule;
  offset?: Offset;
}

export type Moment = { ok: true; at: number } | { ok: false; code: "time.missing" | "time.invalid" | "time.past"; value: Json };

export function zoneOf(timezone: string | null | undefined): string {
  return timezone && IANAZone.isValidZone(timezone) ? timezone : "Etc/UTC";
}

export function addDuration(at: number, duration: Duration, zone: string, sign = 1): number {
  const change: DurationLikeObject = { [duration.unit]: duration.value * sign };
  return DateTime.fromMillis(at, { zone }).plus(change).toMillis();
}

/** How many days ahead the next occurrence can lie: a monthly rule with an interval of twelve. */
const SEARCH_DAYS = 400;

/** The first moment after `after` that the rule names. A day that the month lacks is its last day; a time that a change of clocks skips is moved forward by it. */
export function nextOccurrence(rule: WindowRule, after: number, zone: string): number {
  const start = DateTime.fromMillis(after, { zone });
  const minute = rule.minutes ?? 0;
  if (rule.frequency === "hourly") {
    let at = start.startOf("hour").set({ minute });
    while (at.toMillis() <= after) at = at.plus({ hours: rule.interval ?? 1 });
    return at.toMillis();
  }
  for (let day = 0; day <= SEARCH_DAYS; day++) {
    const date = start.startOf("day").plus({ days: day });
    const at = date.set({ hour: rule.hours ?? 0, minute });
    if (at.toMillis() > after && fits(rule, date, start)) return at.toMillis();
  }
  return start.plus({ days: SEARCH_DAYS }).toMillis();
}

function fits(rule: WindowRule, date: DateTime, start: DateTime): boolean {
  const interval = rule.interval ?? 1;
  const weeks = Math.floor(date.startOf("week").diff(start.startOf("week"), "weeks").weeks + 0.5);
  const months = (date.year - start.year) * 12 + date.month - start.month;
  switch (rule.frequency) {
    case "hourly":
      return true;
    case "daily":
      return isDay(rule, date, true);
    case "weekly":
      return isDay(rule, date, date.weekday === start.weekday) && weeks % interval === 0;
    case "monthly":
      return date.day === Math.min(rule.dayOfMonth ?? 1, date.daysInMonth ?? 31) && months % interval === 0;
  }
}

function isDay(rule: WindowRule, date: DateTime, otherwise: boolean): boolean {
  if (!rule.days) return otherwise;
  if (rule.days === "weekdays") return date.weekday <= 5;
  if (rule.days === "weekends") return date.weekday > 5;
  const name = WEEKDAYS[date.weekday - 1];
  return name !== undefined && rule.days.includes(name);
}

/** The instant that a spec means now. `lookUp` gives what `until` names. */
export function resolveMoment(spec: TimeSpec, now: number, zone: string, lookUp: (until: string) => Json | undefined): Moment {
  const base = baseOf(spec, now, zone, lookUp);
  if (!base.ok) return base;
  const { offset } = spec;
  const at = offset ? addDuration(base.at, offset, zone, offset.direction === "before" ? -1 : 1) : base.at;
  return at > now ? { ok: true, at } : { ok: false, code: "time.past", value: new Date(at).toISOString() };
}

function baseOf(spec: TimeSpec, now: number, zone: string, lookUp: (until: string) => Json | undefined): Moment {
  if (spec.rule) return { ok: true, at: nextOccurrence(spec.rule, now, zone) };
  if (spec.until === undefined) {
    if (!spec.duration) return { ok: false, code: "time.missing", value: null };
    return { ok: true, at: addDuration(now, spec.duration, zone) };
  }
  const found = lookUp(spec.until);
  if (found === undefined || found === null || found === "") return { ok: false, code: "time.missing", value: spec.until };
  const value = typeof found === "string" && found.startsWith("{") ? tryJson(found) : found;
  const at = isJsonObject(value) ? fromObject(value, now, zone) : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? { ok: false, code: "time.invalid", value: found } : { ok: true, at };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A duration or a window rule that came in data; NaN when it is neither. */
function fromObject(value: JsonObject, now: number, zone: string): number {
  const unit = DURATION_UNITS.find((each) => each === value.unit);
  if (unit && typeof value.value === "number" && value.value > 0) return addDuration(now, { unit, value: value.value }, zone);
  const frequency = (["hourly", "daily", "weekly", "monthly"] as const).find((each) => each === value.frequency);
  if (!frequency) return Number.NaN;
  const number = (field: string): number | undefined => (typeof value[field] === "number" ? value[field] : undefined);
  const { days } = value;
  const rule: WindowRule = { frequency };
  if (days === "weekdays" || days === "weekends") rule.days = days;
  if (Array.isArray(days)) rule.days = WEEKDAYS.filter((day) => days.includes(day));
  rule.interval = number("interval") ?? 1;
  rule.hours = number("hours") ?? 0;
  rule.minutes = number("minutes") ?? 0;
  rule.dayOfMonth = number("dayOfMonth") ?? number("day_of_month") ?? 1;
  return nextOccurrence(rule, now, zone);
}
