export { IdempotencyService } from "./idempotency.service.js";
export type { IdempotentAnswer, IdempotentCall } from "./idempotency.service.js";
export { claimKeysSql } from "./idempotency.repository.js";
export type { KeyClaim } from "./idempotency.repository.js";
