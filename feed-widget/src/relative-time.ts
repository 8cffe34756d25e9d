const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number, number])[] = [
  ["minute", MINUTE_MS, HOUR_MS],
  ["hour", HOUR_MS, DAY_MS],
  ["day", DAY_MS, 7 * DAY_MS],
];

/** `now`, `5 min. ago`, `yesterday`; a date from a week on. Clocks differ: what lies in the future is now. */
export function relativeTime(at: string, nowMs: number, locale: string | undefined): string {
  const agoMs = nowMs - Date.parse(at);
  if (Number.isNaN(agoMs)) return "";
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  if (agoMs < MINUTE_MS) return format.format(0, "second");
  for (const [unit, unitMs, belowMs] of STEPS) {
    if (agoMs < belowMs) return format.format(-Math.floor(agoMs / unitMs), unit);
  }
  const isThisYear = new Date(at).getFullYear() === new Date(nowMs).getFullYear();
  const year = isThisYear ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...year }).format(new Date(at));
}
