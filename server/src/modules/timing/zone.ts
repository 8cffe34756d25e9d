import { IANAZone } from "luxon";

const DAY_MS = 86_400_000;
export const FALLBACK_ZONE = "Etc/UTC";

/** Zone names; offsets such as `+02:00`, which newer runtimes take too, are none: they know no daylight saving. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
const MAX_NAME_LENGTH = 64;

/** By lower-case name: asking Intl for a zone costs as much as a thousand look-ups. Holds real zones only, so it is bounded. */
const zones = new Map<string, IANAZone>();

/** Whether the text names an IANA time zone, such as `Europe/Berlin`. */
export function isTimeZone(text: unknown): text is string {
  return typeof text === "string" && zoneNamed(text) !== undefined;
}

/** The recipient's time zone if it names one, else the fallback if that does, else `Etc/UTC`. */
export function zoneOf(recipientTimezone: unknown, fallback: string | null = FALLBACK_ZONE): string {
  if (isTimeZone(recipientTimezone)) return recipientTimezone;
  return isTimeZone(fallback) ? fallback : FALLBACK_ZONE;
}

/** The zone to calculate with; a name that is none means `Etc/UTC`. */
export function zoneFor(timeZone: string): IANAZone {
  return zoneNamed(timeZone) ?? IANAZone.create(FALLBACK_ZONE);
}

/** What the clocks of the zone show at an instant, as milliseconds of a UTC clock that shows the same. */
export function wallOf(atMs: number, zone: IANAZone): number {
  return atMs + offsetMs(zone, atMs);
}

/**
 * When the clocks of the zone show a wall time: the first time if they show it twice, and if they skip it, as much later as
 * they skip (02:30 is 03:30). Not luxon's `fromObject`, whose choice depends on the offset of today.
 */
export function instantOf(wallMs: number, zone: IANAZone): number {
  // No offset is as much as a day, so these lie before and after the instant, and no two changes lie between them.
  const before = offsetMs(zone, wallMs - DAY_MS);
  const after = offsetMs(zone, wallMs + DAY_MS);
  if (before === after || offsetMs(zone, wallMs - before) === before) return wallMs - before;

  return offsetMs(zone, wallMs - after) === after ? wallMs - after : wallMs - before;
}

export function offsetMs(zone: IANAZone, atMs: number): number {
  return Math.round(zone.offset(atMs) * 60_000);
}

function zoneNamed(name: string): IANAZone | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined;
  const key = name.toLowerCase();
  const known = zones.get(key);
  if (known !== undefined) return known;

  if (!ZONE_NAME.test(name) || !IANAZone.isValidZone(key)) return undefined;
  const zone = IANAZone.create(key);
  zones.set(key, zone);
  return zone;
}
