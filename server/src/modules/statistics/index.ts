export { KEPT_DAYS, KEPT_HOURLY_DAYS } from "./kept.js";
export { STAT_KINDS, STAT_NAMES } from "./stat-kinds.js";
export type { StatKind } from "./stat-kinds.js";
export { StatTally } from "./stat-tally.js";
export { StatisticsRepository } from "./statistics.repository.js";
