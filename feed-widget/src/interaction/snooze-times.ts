import { capital } from "../capital.js";

/** A snooze time with its label. */
export interface SnoozeTime {
  readonly label: string;
  readonly at: Date;
}

const MORNING_HOUR = 9;

/** In an hour, tomorrow morning and next Monday morning, by the user's clock. */
export function snoozeTimes(now: Date, locale: string | undefined): readonly SnoozeTime[] {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const hour = new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(1, "hour");
  const tomorrow = morning(now, 1);
  // On a Sunday, tomorrow is Monday: the third choice is then the Monday after.
  const daysToMonday = ((8 - now.getDay()) % 7 || 7) + (now.getDay() === 0 ? 7 : 0);
  const monday = morning(now, daysToMonday);
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "short" });
  const times = [
    { label: hour, at: new Date(now.getTime() + 3_600_000) },
    { label: `${relative.format(1, "day")}, ${time.format(tomorrow)}`, at: tomorrow },
    { label: `${weekday.format(monday)}, ${time.format(monday)}`, at: monday },
  ];
  return times.map(({ label, at }) => ({ label: capital(label, locale), at }));
}

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING_HOUR);
}
