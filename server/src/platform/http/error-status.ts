import type { ErrorCode } from "../errors/index.js";

const STATUSES: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  FEATURE_DISABLED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
};

/**
 * The HTTP status of a refusal. GraphQL returns errors of resolvers with status 200, so it uses this before execution
 * only.
 */
export function statusOfCode(code: ErrorCode): number {
  return STATUSES[code] ?? 400;
}
