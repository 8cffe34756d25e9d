import { isJsonObject, type Json } from "../../platform/json.js";

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d{2})(?::?(\d{2}))?)?)?$/;

const RELATIVE = /^(\d{1,6}) +(second|minute|hour|day|week)s? +(ago|from now)$/i;
const MAX_RELATIVE_VALUE = 999_999;
const DAY_MS = 86_400_000;

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["second", 1_000],
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", DAY_MS],
  ["week", 7 * DAY_MS],
]);

/**
 * Reads an ISO 8601 date (`2026-03-29`) or date and time (`2026-03-29T09:00`, seconds, fraction and offset as you like).
 * Without an offset it is UTC, everywhere in Carillon. Fractions beyond milliseconds are cut.
 */
export function parseTimestamp(value: unknown): number | undefined {
  const match = typeof value === "string" ? ISO_8601.exec(value.trim()) : null;
  if (match === null) return undefined;

  const part = (index: number): number => Number(match[index] ?? "0");
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const [offsetHours, offsetMinutes] = [part(9), part(10)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;

  const fractionMs = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const wall = new Date(0);
  // Not Date.UTC, which interprets the years 0 to 99 as 1900 to 1999.
  wall.setUTCFullYear(year, month - 1, day);
  if (wall.getUTCMonth() !== month - 1 || wall.getUTCDate() !== day) return undefined;

  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000 * (match[8] === "-" ? -1 : 1);
  return wall.setUTCHours(hour, minute, second, fractionMs) - offsetMs;
}

/**
 * Reads a time relative to now, as its distance in milliseconds: the text `5 minutes ago`, `2 days from now` or `now`, or
 * the object `{ "value": 5, "unit": "minutes", "direction": "ago" }` (direction `ago` or `from_now`). Units are seconds,
 * minutes, hours, days and weeks, singular or plural; a day is exactly 24 hours.
 */
export function parseRelativeTime(value: Json | undefined): number | undefined {
  if (typeof value === "string") {
    const text = value.trim();
    if (text.toLowerCase() === "now") return 0;
    const [, count, unit = "", direction = ""] = RELATIVE.exec(text) ?? [];
    return count === undefined ? undefined : distanceMs(Number(count), unit, direction);
  }
  if (!isJsonObject(value)) return undefined;

  const { value: count, unit, direction } = value;
  if (typeof count !== "number" || typeof unit !== "string" || typeof direction !== "string") return undefined;
  if (!Number.isInteger(count) || count < 0 || count > MAX_RELATIVE_VALUE) return undefined;
  return distanceMs(count, unit, direction.replace("_", " "));
}

/** An absolute or relative time, as an instant. */
export function momentOf(value: Json | undefined, at: number): number | undefined {
  const absolute = parseTimestamp(value);
  if (absolute !== undefined) return absolute;
  const distance = parseRelativeTime(value);
  return distance === undefined ? undefined : at + distance;
}

/** The start of the instant's day in UTC. */
export function startOfDay(instant: number): number {
  return Math.floor(instant / DAY_MS) * DAY_MS;
}

function distanceMs(count: number, unit: string, direction: string): number | undefined {
  const unitMs = UNIT_MS.get(unit.toLowerCase().replace(/s$/, ""));
  if (unitMs === undefined) return undefined;

  switch (direction.toLowerCase()) {
    case "ago":
      return -count * unitMs;
    case "from now":
      return count * unitMs;
    default:
      return undefined;
  }
}
