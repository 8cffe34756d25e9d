export { addDuration, parseDuration } from "./duration.js";
export type { Duration, DurationBounds, DurationUnit, Parsed } from "./duration.js";
export { parseOffset } from "./offset.js";
export type { Offset } from "./offset.js";
export { parseWindowRule } from "./window-rule.js";
export type { Frequency, Weekday, WindowRule } from "./window-rule.js";
export { resolveMoment } from "./moment.js";
export type { Moment, MomentProblem, MomentTrace, TimeSpec } from "./moment.js";
export { instantOf, isTimeZone, wallOf, zoneFor, zoneOf } from "./zone.js";
