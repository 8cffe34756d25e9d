export { DURATION_UNITS, WEEKDAYS, addDuration, nextOccurrence, resolveMoment, zoneOf } from "./timing.js";
export type { Duration, Moment, Offset, TimeSpec, Weekday, WindowRule } from "./timing.js";
