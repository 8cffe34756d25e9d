import { LRUCache } from "lru-cache";
import { IANAZone } from "luxon";

const DAY_MS = 86_400_000;
const FALLBACK_ZONE = "Etc/UTC";

/** Names of zones. Offsets such as `+02:00`, which newer runtimes accept too, are refused: they have no daylight saving. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
const MAX_NAME_LENGTH = 64;

/** A zone to calculate with. */
export interface Zone {
  iana: IANAZone;
  /** Recently used offsets, by minute: the runs of a set need the same few, and Intl takes 8 µs for each. */
  offsets: LRUCache<number, number>;
}

/** By lower-case name, because Intl is slow. Contains valid zones only, so its size is bounded. */
const zones = new Map<string, Zone>();

const MINUTE_MS = 60_000;
const MAX_OFFSETS = 512;

/** Whether the text names an IANA time zone, such as `Europe/Berlin`. */
export function isTimeZone(text: unknown): text is string {
  return typeof text === "string" && zoneNamed(text) !== undefined;
}

/** The recipient's time zone if it names one, else the fallback if that does, else `Etc/UTC`. */
export function zoneOf(recipientTimezone: unknown, fallback: string | null = FALLBACK_ZONE): string {
  if (isTimeZone(recipientTimezone)) return recipientTimezone;
  return isTimeZone(fallback) ? fallback : FALLBACK_ZONE;
}

/** The zone to calculate with; `Etc/UTC` for an invalid name. */
export function zoneFor(timeZone: string): Zone {
  return zoneNamed(timeZone) ?? namedZone(FALLBACK_ZONE);
}

/** The local time of the zone at an instant, as milliseconds of a UTC clock that shows the same. */
export function wallOf(atMs: number, zone: Zone): number {
  return atMs + offsetMs(zone, atMs);
}

/**
 * The instant of a local time: the first if it occurs twice; if clocks skip it, as much later as they skip (02:30 is 03:30).
 * Not luxon's `fromObject`, whose choice depends on today's offset.
 */
export function instantOf(wallMs: number, zone: Zone): number {
  // An offset is less than a day, so these instants are before and after the instant, without two clock changes
  // between them.
  const before = offsetMs(zone, wallMs - DAY_MS);
  const after = offsetMs(zone, wallMs + DAY_MS);
  if (before === after || offsetMs(zone, wallMs - before) === before) return wallMs - before;

  return offsetMs(zone, wallMs - after) === after ? wallMs - after : wallMs - before;
}

export function offsetMs(zone: Zone, atMs: number): number {
  const minute = Math.floor(atMs / MINUTE_MS);
  const known = zone.offsets.get(minute);
  if (known !== undefined) return known;

  const offset = Math.round(zone.iana.offset(atMs) * MINUTE_MS);
  zone.offsets.set(minute, offset);
  return offset;
}

function zoneNamed(name: string): Zone | undefined {
  if (name.length > MAX_NAME_LENGTH) return undefined;
  const known = zones.get(name.toLowerCase());
  if (known !== undefined) return known;
  return ZONE_NAME.test(name) && IANAZone.isValidZone(name) ? namedZone(name) : undefined;
}

function namedZone(name: string): Zone {
  const key = name.toLowerCase();
  const zone = zones.get(key) ?? {
    iana: IANAZone.create(key),
    offsets: new LRUCache<number, number>({ max: MAX_OFFSETS }),
  };
  zones.set(key, zone);
  return zone;
}
