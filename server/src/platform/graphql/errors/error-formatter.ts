import {
  GraphQLError,
  Kind,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from "graphql";
import { AppError, ERROR_CODES, type ErrorCode, type InputIssue } from "../../errors/index.js";
import type { Logger } from "../../logging/index.js";
import { isUnavailable } from "../../postgres/index.js";
import { inputIssues, type RequestDetails } from "./input-errors.js";
import { shorten } from "./shorten.js";

const CODES: ReadonlySet<unknown> = new Set(ERROR_CODES);

/**
 * `Retry-After` while the database is unavailable: long enough for a restart to progress, short enough for a person to wait.
 */
export const UNAVAILABLE_RETRY_MS = 2000;

interface Explained {
  code: ErrorCode;
  message: string;
  issues?: InputIssue[];
  retryAfterMs?: number;
  errorId?: string;
}

/**
 * The one place that turns errors into responses: a code of `ErrorCode`, a message, and the issues of the input. Any other
 * error becomes `INTERNAL_SERVER_ERROR` with an id under which the log has the details.
 */
export class ErrorFormatter {
  readonly #log: Logger;
  readonly #newErrorId: () => string;
  readonly #issues = new WeakMap<Error, InputIssue[]>();

  constructor(log: Logger, newErrorId: () => string) {
    this.#log = log;
    this.#newErrorId = newErrorId;
  }

  /** Computes the issues of the input while the request is available; `format` uses them later. */
  explain(errors: readonly GraphQLError[], request: RequestDetails): void {
    for (const [error, issues] of inputIssues(errors, request)) this.#issues.set(error, issues);
  }

  format(error: unknown): GraphQLFormattedError {
    const { message, code, ...rest } = this.#classify(error);
    const place = error instanceof GraphQLError ? placeOf(error) : {};
    return { message: shorten(message), ...place, extensions: { code, ...rest } };
  }

  /** The result as callers read it. */
  formatResult({ errors, data }: ExecutionResult, request: RequestDetails): FormattedExecutionResult {
    if (!errors) return { data: data ?? null };
    this.explain(errors, request);
    const formatted = errors.map((error) => this.format(error));
    return data === undefined ? { errors: formatted } : { errors: formatted, data };
  }

  #classify(error: unknown): Explained {
    const cause = rootOf(error);
    if (cause instanceof AppError) return explainAppError(cause);
    if (isStackOverflow(cause)) {
      return { code: "BAD_REQUEST", message: "The request is nested too deeply." };
    }
    if (!(cause instanceof GraphQLError) && isUnavailable(cause)) return this.#unavailable(cause);
    if (!(error instanceof GraphQLError)) return this.#internal(cause);

    const issues = this.#issues.get(error) ?? this.#issues.get(cause instanceof Error ? cause : error);
    if (TOO_MANY_TOKENS.test(error.message)) {
      return { code: "OPERATION_TOO_COMPLEX", message: "The document is too long; split it, or use variables." };
    }
    if (isRefusedArgument(error)) {
      return { code: "BAD_USER_INPUT", message: error.message, issues: issues ?? [] };
    }
    const code = codeOf(error, issues);
    if (code === null) return this.#internal(cause);
    return { code, message: error.message, ...(issues ? { issues } : {}) };
  }

  /** Over HTTP the status is 503 with `Retry-After`, where nothing else was answered. */
  #unavailable(cause: unknown): Explained {
    const errorId = this.#newErrorId();
    this.#log.warn({ errorId, err: cause }, "graphql.database-unavailable");
    const message = "The database cannot be reached at the moment. Please try again.";
    return { code: "UNAVAILABLE", message, errorId, retryAfterMs: UNAVAILABLE_RETRY_MS };
  }

  #internal(cause: unknown): Explained {
    const errorId = this.#newErrorId();
    this.#log.error({ errorId, err: cause }, "graphql.failed");
    return {
      code: "INTERNAL_SERVER_ERROR",
      message: `Something went wrong on our side; the log has it as ${errorId}.`,
      errorId,
    };
  }
}

const TOO_MANY_TOKENS = /Document contains more tha[tn] \d+ tokens/;

function explainAppError(error: AppError): Explained {
  return {
    code: error.code,
    message: error.message,
    ...(error.issues.length > 0 || error.code === "BAD_USER_INPUT" ? { issues: error.issues.map(shortened) } : {}),
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

/** Issues quote the caller's input, but not a megabyte of it. */
function shortened(issue: InputIssue): InputIssue {
  return { ...issue, message: shorten(issue.message) };
}

/** The code of errors by graphql-js and Apollo. Null, for a missing or unknown code, means an internal error. */
function codeOf(error: GraphQLError, issues: InputIssue[] | undefined): ErrorCode | null {
  const code = error.extensions["code"];
  const isScalarRefusal = issues !== undefined && readCode(error.originalError) === "BAD_USER_INPUT";
  if (isScalarRefusal) return "BAD_USER_INPUT";
  if (code === undefined && error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) return "BAD_USER_INPUT";
  if (isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR") return code;
  if (TOO_MANY_FAULTS.test(error.message)) return "BAD_USER_INPUT";
  return isClientStatus(error.extensions["http"]) ? "BAD_REQUEST" : null;
}

/** graphql-js stops reading variables after some errors and reports that in an error without a location. */
const TOO_MANY_FAULTS = /^Too many errors processing variables/;

/** An Apollo error with a status from 400 to 499 is the client's error, with or without a code. */
function isClientStatus(http: unknown): boolean {
  const status: unknown = typeof http === "object" && http !== null ? Reflect.get(http, "status") : null;
  return typeof status === "number" && status >= 400 && status < 500;
}

function readCode(error: unknown): unknown {
  const extensions: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "extensions") : null;
  return typeof extensions === "object" && extensions !== null ? Reflect.get(extensions, "code") : undefined;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return CODES.has(code);
}

/**
 * graphql-js throws this while it reads a field's arguments, such as `Argument "input" has invalid value …` for a one-of
 * input whose only member is a variable that was left out. The error has no code and no original error.
 */
function isRefusedArgument(error: GraphQLError): boolean {
  const kind = error.nodes?.[0]?.kind;
  const isOurs = error.originalError == null || error.originalError instanceof GraphQLError;
  return isOurs && error.path !== undefined && kind !== undefined && /^Argument "/.test(error.message);
}

/** Errors are wrapped on their way up: by graphql-js, by Apollo, by TypeORM. */
function rootOf(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 5; depth++) {
    if (current instanceof AppError) return current;
    const inner = current instanceof GraphQLError ? current.originalError : null;
    if (!inner) return current;
    current = inner;
  }
  return current;
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && /Maximum call stack size exceeded/.test(error.message);
}

function placeOf(error: GraphQLError): Pick<GraphQLFormattedError, "locations" | "path"> {
  return {
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
  };
}
