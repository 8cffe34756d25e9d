export { ManualClock, SystemClock } from "./clock.js";
export type { Clock, DatabaseTime } from "./clock.js";
