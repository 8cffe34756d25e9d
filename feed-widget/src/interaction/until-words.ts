import { dayNumber } from "../day-number.js";

/** A text such as "tomorrow, 9:00", or a date. */
export function untilWords(until: string, now: Date, locale: string | undefined): string {
  const at = new Date(until);
  if (Number.isNaN(at.getTime())) return "";
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(at);
  const days = dayNumber(at) - dayNumber(now);
  if (days === 0) return time;
  if (days === 1) return `${new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(1, "day")}, ${time}`;
  const date = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" }).format(at);
  return `${date}, ${time}`;
}
