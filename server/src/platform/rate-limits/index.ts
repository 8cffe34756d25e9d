export { RateLimits } from "./rate-limits.js";
export type { CallerKind, RateBudget, RateLimitState, RatesPerMinute } from "./rate-limits.js";
export { AttemptLimit } from "./attempt-limit.js";
