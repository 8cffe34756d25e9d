import type { CarillonErrorCode, CarillonErrorLike, InputIssue } from "./types.js";
import { isRecord } from "./json.js";

/** The fields of a `CarillonError`. */
export interface CarillonErrorDetails {
  /** Errors of the input; none if omitted. */
  readonly issues?: readonly InputIssue[];
  /** The delay that the server asks for. */
  readonly retryAfterMs?: number | null;
  /** The id of an internal server error, which is in the server's log. */
  readonly errorId?: string | null;
  /** The underlying error. */
  readonly cause?: unknown;
}

/**
 * Whatever goes wrong, with a stable `code`.
 *
 * @example
 * try {
 *   await carillon.notify(input);
 * } catch (error) {
 *   if (error instanceof CarillonError && error.code === "BAD_USER_INPUT") console.log(error.issues);
 * }
 */
export class CarillonError extends Error implements CarillonErrorLike {
  override readonly name = "CarillonError";
  readonly code: CarillonErrorCode;
  readonly issues: readonly InputIssue[];
  readonly retryAfterMs: number | null;
  readonly errorId: string | null;

  constructor(code: CarillonErrorCode, message: string, details: CarillonErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.issues = details.issues ?? [];
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.errorId = details.errorId ?? null;
  }
}

/** The error itself if it is a CarillonError, otherwise wrapped. */
export function toCarillonError(error: unknown, code: CarillonErrorCode): CarillonError {
  if (error instanceof CarillonError) return error;
  return new CarillonError(code, error instanceof Error ? error.message : String(error), { cause: error });
}

/** Errors that may pass without a change of the call. */
const PASSING: ReadonlySet<CarillonErrorCode> = new Set([
  "NETWORK_ERROR",
  "TIMEOUT",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",
]);

/** Whether the same call may succeed later, unchanged. */
export function isPassing({ code }: Pick<CarillonErrorLike, "code">): boolean {
  return PASSING.has(code);
}

export function abortedError(signal?: AbortSignal | null): CarillonError {
  return new CarillonError("ABORTED", "The call was aborted.", { cause: signal?.reason });
}

/**
 * The first of a response's `errors` as an error with the server's code. `retryAfterMs` is the response's
 * `Retry-After`.
 */
export function fromGraphQLErrors(errors: readonly unknown[], retryAfterMs: number | null = null): CarillonError {
  const [first] = errors;
  if (!isRecord(first)) return new CarillonError("INVALID_RESPONSE", "The server sent an error without a message.");

  const extensions = isRecord(first.extensions) ? first.extensions : {};
  const message = typeof first.message === "string" ? first.message : "Unknown error";
  return new CarillonError(isCode(extensions.code) ? extensions.code : "INTERNAL_SERVER_ERROR", message, {
    issues: Array.isArray(extensions.issues) ? extensions.issues.filter(isIssue) : [],
    retryAfterMs: typeof extensions.retryAfterMs === "number" ? extensions.retryAfterMs : retryAfterMs,
    errorId: typeof extensions.errorId === "string" ? extensions.errorId : null,
  });
}

// Newer servers may add codes, so any upper-case word is accepted as one.
function isCode(value: unknown): value is CarillonErrorCode {
  return typeof value === "string" && /^[A-Z][A-Z0-9_]*$/.test(value);
}

function isIssue(value: unknown): value is InputIssue {
  return (
    isRecord(value) && Array.isArray(value.path) && typeof value.code === "string" && typeof value.message === "string"
  );
}
