import { dayNumber } from "../day-number.js";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A date if the current time is unknown, else `now`, `5 min. ago` or `yesterday`; a date after a week. Clocks differ,
 * so times in the future are `now`.
 */
export function relativeTime(at: string, nowMs: number | null, locale: string | undefined): string {
  if (Number.isNaN(Date.parse(at))) return "";
  if (nowMs === null) return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(new Date(at));
  const agoMs = nowMs - Date.parse(at);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  if (agoMs < MINUTE_MS) return format.format(0, "second");
  if (agoMs < HOUR_MS) return format.format(-Math.floor(agoMs / MINUTE_MS), "minute");
  const days = dayNumber(new Date(nowMs)) - dayNumber(new Date(at));
  if (agoMs < DAY_MS || days === 0) return format.format(-Math.floor(agoMs / HOUR_MS), "hour");
  // Yesterday is the day before today, not any time from 24 to 48 hours ago.
  if (days < 7) return format.format(-days, "day");
  const isThisYear = new Date(at).getFullYear() === new Date(nowMs).getFullYear();
  const year = isThisYear ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...year }).format(new Date(at));
}
