import type { Context, Liquid } from "liquidjs";
import { DateTime, type DateTimeFormatOptions } from "luxon";
import { resolveLocale } from "./locale.js";
import { strftime } from "./strftime.js";

interface FilterThis {
  context: Context;
}

/** Filters that may read `timestamp`, for `now` and `today`. */
export const DATE_FILTERS: ReadonlySet<string> = new Set([
  "date",
  "timezone",
  "format_date_in_locale",
  "format_datetime_in_locale",
]);

const DEFAULT_FORMAT = "%A, %B %-e, %Y at %-l:%M %P %z";
const SECONDS = /^-?\d{1,12}(?:\.\d+)?$/;
const OFFSET = /^[+-]\d{2}:?\d{2}$/;
const MAX_DATE_LENGTH = 100;
const MAX_FORMAT_LENGTH = 1_000;
const STYLES = ["short", "medium", "long", "full"] as const;

/**
 * A time keeps the offset in its text, UTC if there is none, unless a time zone is given: nothing depends on the machine, or
 * implicitly on the recipient. Values that are not times pass unchanged; an unknown time zone is ignored.
 */
export function registerDateFilters(liquid: Liquid): void {
  liquid.registerFilter("date", function (this: FilterThis, value: unknown, format: unknown, zone: unknown) {
    return onTime(this, value, (time) => strftime(inZone(time, zone), formatOf(format)));
  });

  liquid.registerFilter("timezone", function (this: FilterThis, value: unknown, zone: unknown) {
    return onTime(this, value, (time) => inZone(time, zone).toISO({ suppressMilliseconds: true }) ?? "");
  });

  liquid.registerFilter("format_date_in_locale", function (this: FilterThis, value: unknown, ...args: unknown[]) {
    const [locale, dateStyle, zone] = args;
    return onTime(this, value, (time) => localised(inZone(time, zone), locale, { dateStyle: styleOf(dateStyle) }));
  });

  liquid.registerFilter("format_datetime_in_locale", function (this: FilterThis, value: unknown, ...args: unknown[]) {
    const [locale, dateStyle, timeStyle, zone] = args;
    const style = { dateStyle: styleOf(dateStyle), timeStyle: styleOf(timeStyle) };
    return onTime(this, value, (time) => localised(inZone(time, zone), locale, style));
  });
}

function onTime(self: FilterThis, value: unknown, use: (time: DateTime) => string): unknown {
  const time = timeOf(
    value === "now" || value === "today" ? self.context.readProperty(self.context.environments, "timestamp") : value,
  );
  return time?.isValid === true ? use(time) : value;
}

/** ISO 8601, SQL, RFC 2822 and HTTP dates; numbers are seconds since 1970, as in Liquid. */
function timeOf(value: unknown): DateTime | null {
  if (typeof value === "number") return DateTime.fromSeconds(value, { zone: "utc" });
  if (typeof value !== "string" || value.length > MAX_DATE_LENGTH) return null;

  const written = value.trim();
  if (SECONDS.test(written)) return DateTime.fromSeconds(Number(written), { zone: "utc" });
  const options = { setZone: true, zone: "utc" };
  for (const parse of [DateTime.fromISO, DateTime.fromSQL, DateTime.fromRFC2822, DateTime.fromHTTP]) {
    const time = parse(written, options);
    if (time.isValid) return time;
  }
  return null;
}

function inZone(time: DateTime, zone: unknown): DateTime {
  if (typeof zone !== "string" || zone === "" || zone.length > MAX_DATE_LENGTH) return time;
  const moved = time.setZone(OFFSET.test(zone) ? `UTC${zone}` : zone);
  return moved.isValid ? moved : time;
}

function formatOf(format: unknown): string {
  return typeof format === "string" && format !== "" && format.length <= MAX_FORMAT_LENGTH ? format : DEFAULT_FORMAT;
}

function styleOf(style: unknown): (typeof STYLES)[number] {
  return STYLES.find((known) => known === style) ?? "short";
}

function localised(time: DateTime, locale: unknown, style: DateTimeFormatOptions): string {
  return time.setLocale(resolveLocale(locale)).toLocaleString(style);
}
