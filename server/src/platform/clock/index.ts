export { ManualClock, SystemClock } from "./clock.js";
export type { Clock, DatabaseTime } from "./clock.js";
export { keepInSync } from "./keep-in-sync.js";
