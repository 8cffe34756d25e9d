import { daysOf, WEEKDAYS, type Frequency, type WindowRule } from "./window-rule.js";
import { instantOf, offsetMs, wallOf, zoneFor, type Zone } from "./zone.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** 1 January 1970 was a Thursday. */
const DAYS_SINCE_MONDAY_AT_EPOCH = 3;

/** More periods than any rule can have between two occurrences: a week of hours. */
const MAX_PERIODS = 400;

/** Wall times are instants of a UTC clock that shows the zone's local time, so calendars are plain UTC arithmetic. */
type Wall = number;

/**
 * The first occurrence strictly after an instant, in a time zone. Intervals are counted from `anchorMs`. `WindowRule`
 * documents clock changes and short months.
 */
export function nextOccurrence(rule: WindowRule, afterMs: number, timeZone: string, anchorMs?: number): number {
  const zone = zoneFor(timeZone);
  const interval = rule.interval ?? 1;
  if (rule.frequency === "hourly" && interval === 1) return nextRealHour(rule, afterMs, zone);

  const anchor = anchorMs === undefined ? undefined : wallOf(anchorMs, zone);
  // A day earlier, because a wall time that the clocks skipped counts later; some zones have skipped a whole day.
  const earliest = periodOf(rule.frequency, wallOf(afterMs, zone) - DAY_MS);
  const start = earliest - modulo(earliest - periodOf(rule.frequency, anchor ?? 0), interval);

  for (let count = 0; count < MAX_PERIODS; count += 1) {
    for (const wall of wallsIn(rule, start + count * interval, anchor)) {
      const at = instantOf(wall, zone);
      if (at > afterMs) return at;
    }
  }
  throw new RangeError("The window rule has no next occurrence; it was not read by parseWindowRule.");
}

/** The index of the hour, day, week or month of a wall time, counted from the one that contains 1 January 1970. */
function periodOf(frequency: Frequency, wall: Wall): number {
  switch (frequency) {
    case "hourly":
      return Math.floor(wall / HOUR_MS);
    case "daily":
      return dayOf(wall);
    case "weekly":
      return Math.floor((dayOf(wall) + DAYS_SINCE_MONDAY_AT_EPOCH) / 7);
    case "monthly": {
      const date = new Date(wall);
      return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
    }
  }
}

/** When the rule comes within one period, in order. */
function wallsIn(rule: WindowRule, period: number, anchor: Wall | undefined): Wall[] {
  const timeOfDay = (rule.hours ?? 0) * HOUR_MS + (rule.minutes ?? 0) * MINUTE_MS;

  switch (rule.frequency) {
    case "hourly": {
      const wall = period * HOUR_MS + (rule.minutes ?? 0) * MINUTE_MS;
      return isOnDay(rule, dayOf(wall)) ? [wall] : [];
    }
    case "daily":
      return isOnDay(rule, period) ? [period * DAY_MS + timeOfDay] : [];
    case "weekly": {
      const monday = period * 7 - DAYS_SINCE_MONDAY_AT_EPOCH;
      const weekdays = daysOf(rule)?.map((day) => WEEKDAYS.indexOf(day)) ?? [
        weekdayOf(dayOf(anchor ?? monday * DAY_MS)),
      ];
      return weekdays.map((weekday) => (monday + weekday) * DAY_MS + timeOfDay);
    }
    case "monthly": {
      const wanted = rule.dayOfMonth ?? (anchor === undefined ? 1 : new Date(anchor).getUTCDate());
      const lastDay = new Date(Date.UTC(1970, period + 1, 0)).getUTCDate();
      return [Date.UTC(1970, period, Math.min(wanted, lastDay)) + timeOfDay];
    }
  }
}

/** Every real hour at the minute: once more when clocks go back, and without a gap when they go forward. */
function nextRealHour(rule: WindowRule, afterMs: number, zone: Zone): number {
  let from = afterMs;
  // Each iteration skips a day that the rule excludes.
  for (let count = 0; count < MAX_PERIODS; count += 1) {
    const at = nextAtMinute((rule.minutes ?? 0) * MINUTE_MS, from, zone);
    const day = dayOf(wallOf(at, zone));
    if (isOnDay(rule, day)) return at;
    from = Math.max(instantOf((day + 1) * DAY_MS, zone) - 1, at);
  }
  throw new RangeError("The window rule has no next occurrence; it was not read by parseWindowRule.");
}

function nextAtMinute(minuteMs: number, afterMs: number, zone: Zone): number {
  const offset = offsetMs(zone, afterMs);
  const at = alignedAfter(afterMs, minuteMs - offset);
  const laterOffset = offsetMs(zone, at);
  if (laterOffset === offset) return at;

  // The clocks changed in between, perhaps by half an hour: align with the new offset, from its start.
  let changed = alignedAfter(afterMs, minuteMs - laterOffset);
  while (changed < at && offsetMs(zone, changed) !== laterOffset) changed += HOUR_MS;
  return changed;
}

/** The first instant after another with the given offset into an hour of UTC. */
function alignedAfter(afterMs: number, phaseMs: number): number {
  return afterMs + HOUR_MS - modulo(afterMs - phaseMs, HOUR_MS);
}

function isOnDay(rule: WindowRule, day: number): boolean {
  const weekday = WEEKDAYS[weekdayOf(day)];
  return weekday !== undefined && (daysOf(rule)?.includes(weekday) ?? true);
}

function dayOf(wall: Wall): number {
  return Math.floor(wall / DAY_MS);
}

function weekdayOf(day: number): number {
  return modulo(day + DAYS_SINCE_MONDAY_AT_EPOCH, 7);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
