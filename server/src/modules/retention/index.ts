export type { RetentionPeriods } from "./retention.service.js";
