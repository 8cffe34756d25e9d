/** Stable codes of everything that can be refused; the same list as the GraphQL enum `ErrorCode`. */
export const ERROR_CODES = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "IDEMPOTENCY_KEY_REUSED",
  "RATE_LIMITED",
  "PAYLOAD_TOO_LARGE",
  "OPERATION_TOO_COMPLEX",
  "FEATURE_DISABLED",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "OPERATION_RESOLUTION_FAILURE",
  "UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * One fault of a command. `path` begins at the command's field: `["recipients", "3", "to"]`; a wire puts the command's own
 * place before it.
 */
export interface InputIssue {
  path: string[];
  /** Stable, snake_case, such as `too_long`. */
  code: string;
  /** A message for developers: what is wrong and what is allowed. */
  message: string;
}

export interface ErrorDetails {
  issues?: InputIssue[];
  /** Milliseconds after which a repeat may succeed. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** A refusal that the caller may read. Anything that is not an AppError is our fault and never shown. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: InputIssue[];
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = "AppError";
    this.code = code;
    this.issues = details.issues ?? [];
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** `UNAVAILABLE`: the call was not begun and is not queued, because too many wait before it. */
export function overloaded(message = "Too much is waiting already. Please try again."): AppError {
  return new AppError("UNAVAILABLE", message, { retryAfterMs: 1000 });
}

/** `BAD_USER_INPUT` with its issues; the message sums them up so that a log line or a toast is enough. */
export function badInput(issues: InputIssue[]): AppError {
  const first = issues[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  const message = first ? `${where}${first.message}${more}` : "The input is not acceptable.";
  return new AppError("BAD_USER_INPUT", message, { issues });
}

/** An error for a field that is valid by itself but conflicts with stored data. It names the field. */
export function refused(code: ErrorCode, issue: InputIssue): AppError {
  return new AppError(code, issue.message, { issues: [issue] });
}
