export { IdempotencyService } from "./idempotency.service.js";
export type { IdempotencyKey, KeptAnswer, KeyClaim } from "./idempotency.repository.js";
export type { IdempotentCall } from "./idempotency.service.js";
export { shortHash } from "./short-hash.js";
