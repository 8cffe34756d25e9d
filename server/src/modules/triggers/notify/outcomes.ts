import { AppError } from "../../../platform/errors/index.js";
import type { Logger } from "../../../platform/logging/index.js";
import { isUnavailable } from "../../../platform/postgres/index.js";

/** The result of a promise. */
export type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown };

export async function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Rethrows the error of a rejected outcome. */
export function valueOf<T>(outcome: Settled<T>): T {
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}

const RETRY_AFTER_MS = 2000;

/**
 * The results of many calls. The error of one call, also of the database, is reported at its place: rejecting all calls
 * would hide the stored ones, and the caller would send them again.
 */
export class Outcomes<T> {
  readonly #log: Logger;
  readonly #outcomes: Promise<T | AppError>[] = [];
  #isCutOff = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Whether the database is unavailable: further calls would only time out. */
  get isCutOff(): boolean {
    return this.#isCutOff;
  }

  add(outcome: Promise<T>): void {
    this.#outcomes.push(outcome.catch((error: unknown) => this.#refusalOf(error)));
  }

  /** The next call is not tried. */
  skip(): void {
    const message = "Not tried, because the database cannot be reached at the moment. Please try again.";
    this.#outcomes.push(Promise.resolve(new AppError("UNAVAILABLE", message, { retryAfterMs: RETRY_AFTER_MS })));
  }

  /** In the order in which they were added. */
  all(): Promise<(T | AppError)[]> {
    return Promise.all(this.#outcomes);
  }

  #refusalOf(error: unknown): AppError {
    if (error instanceof AppError) {
      if (error.code === "UNAVAILABLE") this.#isCutOff = true;
      return error;
    }
    if (isUnavailable(error)) {
      this.#isCutOff = true;
      this.#log.warn({ err: error }, "notify.database-unavailable");
      const message =
        "The database could not be reached, so it is not known whether this call was stored. Repeat it with the same idempotency key.";
      return new AppError("UNAVAILABLE", message, { cause: error, retryAfterMs: RETRY_AFTER_MS });
    }
    this.#log.error({ err: error }, "notify.failed");
    return new AppError("INTERNAL_SERVER_ERROR", "Something went wrong on our side; the log has it.", { cause: error });
  }
}
