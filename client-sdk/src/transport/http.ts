import { backoffMs } from "../backoff.js";
import { type Credentials, tokenOf } from "../person/credentials.js";
import { CarillonError, abortedError, fromGraphQLErrors, isPassing, toCarillonError } from "../errors.js";
import { isRecord } from "../json.js";
import type { CommonOptions, RequestOptions } from "../options.js";
import type { CarillonErrorCode } from "../types.js";
import type { GraphQLAnswer, Operation } from "./operation.js";

const TIMEOUT_MS = 30_000;
const MAX_RETRIES = 3;
const RETRY_BACKOFF = { baseMs: 500, capMs: 10_000 };
// A longer Retry-After becomes an error: the caller may wait, a request handler should not.
const LONGEST_WAIT_MS = 60_000;
// In browsers, calls that outlive their page may have 64 KiB in total; a character has up to three bytes.
const MAX_KEPT_ALIVE_LENGTH = 20_000;

/** The owner of HTTP calls. */
export interface HttpCaller {
  /** Read at each call, because the host may change them. */
  readonly options: Pick<CommonOptions, "endpoint" | "fetch" | "timeoutMs" | "maxRetries">;
  readonly credentials: Credentials;
  /** Fires when the client is closed. */
  readonly closed: AbortSignal;
}

/** Sends one operation, with retries where they are allowed. Rejects if there is no GraphQL answer in the end. */
export async function executeHttp(
  http: HttpCaller,
  operation: Operation,
  options: RequestOptions = {},
): Promise<GraphQLAnswer> {
  const isRepeatable = options.isIdempotent ?? isQuery(operation.query);
  let hasRefreshed = false;
  for (let attempt = 0; ;) {
    const outcome = await tryOnce(http, operation, options);
    if (outcome.error === null) return outcome.answer;

    // After a refused token nothing was done, so a repeat is safe for every operation.
    if (outcome.isTokenRefused && http.credentials.canRefresh && !hasRefreshed) {
      hasRefreshed = true;
      continue;
    }
    if (!isRepeatable || attempt >= (http.options.maxRetries ?? MAX_RETRIES) || !isPassing(outcome.error))
      return giveUp(outcome);
    const delayMs = outcome.error.retryAfterMs ?? backoffMs(RETRY_BACKOFF, attempt);
    if (delayMs > LONGEST_WAIT_MS) return giveUp(outcome);
    await pause(delayMs, [http.closed, options.signal]);
    attempt += 1;
  }
}

interface Failure {
  readonly error: CarillonError;
  readonly answer: GraphQLAnswer | null;
  /** The server refused the token of the request. */
  readonly isTokenRefused?: boolean;
}

type Outcome = Failure | { readonly error: null; readonly answer: GraphQLAnswer };

function giveUp({ error, answer }: Failure): GraphQLAnswer {
  // The caller decides about data next to errors.
  if (answer !== null) return answer;
  throw error;
}

async function tryOnce(http: HttpCaller, operation: Operation, options: RequestOptions): Promise<Outcome> {
  const call = openCall(options.timeoutMs ?? http.options.timeoutMs ?? TIMEOUT_MS, [http.closed, options.signal]);
  try {
    const headers = await http.credentials.httpHeaders();
    const body = JSON.stringify(operation);
    // As a plain function: `window.fetch` refuses any other `this`.
    const send = http.options.fetch ?? globalThis.fetch;
    const response = await send(http.options.endpoint, {
      method: "POST",
      headers: {
        ...headers,
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body,
      signal: call.signal,
      ...(options.keepalive && body.length < MAX_KEPT_ALIVE_LENGTH ? { keepalive: true } : {}),
    });
    const outcome = judge(response, await readJson(response));
    if (outcome.error !== null && outcome.error.code === "UNAUTHENTICATED") {
      http.credentials.refuse(tokenOf(headers));
      return { ...outcome, isTokenRefused: true };
    }
    if (response.ok) http.credentials.accept();
    return outcome;
  } catch (error) {
    if (http.closed.aborted || options.signal?.aborted) throw abortedError(options.signal);
    if (call.signal.aborted) {
      return { error: new CarillonError("TIMEOUT", "The server did not answer in time."), answer: null };
    }
    return { error: toCarillonError(error, "NETWORK_ERROR"), answer: null };
  } finally {
    call.end();
  }
}

function judge(response: Response, body: unknown): Outcome {
  if (!isRecord(body) || !("data" in body || Array.isArray(body.errors))) {
    return { error: statusError(response), answer: null };
  }
  const errors: readonly unknown[] = Array.isArray(body.errors) ? body.errors : [];
  const answer: GraphQLAnswer = errors.length > 0 ? { data: body.data, errors } : { data: body.data };
  if (errors.length === 0) return { error: null, answer };

  return { error: fromGraphQLErrors(errors, retryAfter(response)), answer };
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const CODE_OF_STATUS: Readonly<Record<number, CarillonErrorCode>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  408: "TIMEOUT",
  413: "PAYLOAD_TOO_LARGE",
  429: "RATE_LIMITED",
  503: "UNAVAILABLE",
};

/** The answer of a proxy or a crashed server instead of GraphQL. */
function statusError(response: Response): CarillonError {
  const code =
    CODE_OF_STATUS[response.status] ?? (response.status >= 500 ? "INTERNAL_SERVER_ERROR" : "INVALID_RESPONSE");
  const message = `The server answered ${response.status} without GraphQL; is ${JSON.stringify(response.url)} the endpoint?`;
  return new CarillonError(code, message, { retryAfterMs: retryAfter(response) });
}

/** `Retry-After` as seconds or as a date. */
function retryAfter(response: Response): number | null {
  const value = response.headers.get("retry-after");
  if (value === null) return null;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs);
}

function isQuery(query: string): boolean {
  return /^\s*(query\b|\{)/.test(query);
}

async function pause(delayMs: number, signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  const wait = openCall(delayMs, signals);
  if (!wait.signal.aborted) await new Promise((resolve) => wait.signal.addEventListener("abort", resolve));
  wait.end();
  const aborted = signals.find((signal) => signal?.aborted);
  if (aborted) throw abortedError(aborted);
}

/**
 * Without `AbortSignal.any` and `.timeout`: those keep references to a signal as long-lived as `closed`, and Safari before
 * 17.4 lacks them.
 */
function openCall(
  timeoutMs: number,
  signals: readonly (AbortSignal | undefined)[],
): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = Number.isFinite(timeoutMs) ? setTimeout(abort, timeoutMs) : undefined;
  for (const signal of signals) {
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
  }
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener("abort", abort);
    },
  };
}
