import { AppError } from "../../errors/index.js";

export interface BulkheadOptions {
  /** Pieces of work that run at a time. */
  atOnce: number;
  /** Pieces of work that may wait; more are refused. */
  waiting: number;
}

/**
 * Limits how many pieces of work of one caller run at a time, so that other callers are served meanwhile. Further
 * work waits in order of arrival.
 */
export class Bulkhead {
  readonly #options: BulkheadOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: BulkheadOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  /** Starts synchronously if there is room. */
  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    if (this.#running < this.#options.atOnce) return this.#begin(work);
    if (this.#waiting.length >= this.#options.waiting) {
      throw new AppError("RATE_LIMITED", "Too much of what you asked is waiting already.", { retryAfterMs: 1000 });
    }
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.#begin(work, true));
  }

  #begin<T>(work: () => T | Promise<T>, hasRoom = false): T | Promise<T> {
    if (!hasRoom) this.#running += 1;
    let result: T | Promise<T>;
    try {
      result = work();
    } catch (error) {
      this.#end();
      throw error;
    }
    if (isPromise(result)) return result.finally(() => this.#end());
    this.#end();
    return result;
  }

  /** Starts the next waiting work in a later iteration of the event loop, so that other callers are served in between. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) {
      setImmediate(next);
      return;
    }
    this.#running -= 1;
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === "object" && value !== null && "finally" in value;
}

/**
 * The bulkheads of one caller. Work below a root field has a separate bulkhead: the root field occupies its slot until all
 * work below it is done, so the two must not wait for each other. Nothing in `nested` waits for more of `nested`.
 */
export class CallerBulkheads {
  /** Root fields of queries. */
  readonly queries: Bulkhead;
  /** Root fields of mutations, except those that share one statement with other callers. */
  readonly mutations: Bulkhead;
  /** Reads for nested fields: a loader's batch, a nested list, the pages of a feed. */
  readonly nested: Bulkhead;

  constructor(limits: Readonly<Record<"queries" | "mutations" | "nested", BulkheadOptions>>) {
    this.queries = new Bulkhead(limits.queries);
    this.mutations = new Bulkhead(limits.mutations);
    this.nested = new Bulkhead(limits.nested);
  }

  get isIdle(): boolean {
    return this.queries.isIdle && this.mutations.isIdle && this.nested.isIdle;
  }
}

/** A property, since Apollo executes with a copy of the context that it was given. */
const BULKHEADS = Symbol("bulkheads");

/** Sets the bulkheads of a caller's operation. */
export function setBulkheads(context: object, of: CallerBulkheads): void {
  Object.assign(context, { [BULKHEADS]: of });
}

/** Null if the operation has no limits. */
export function bulkheadsOf(context: unknown): CallerBulkheads | null {
  if (typeof context !== "object" || context === null || !(BULKHEADS in context)) return null;
  const found = context[BULKHEADS];
  return found instanceof CallerBulkheads ? found : null;
}

/** Reads something for a field below the root, when the caller has room for it. */
export async function readNested<T>(context: object, read: () => Promise<T>): Promise<T> {
  const nested = bulkheadsOf(context)?.nested;
  return nested ? nested.run(read) : read();
}

/** Does something by statements of its caller's own, within a mutation that else shares them with other callers. */
export async function inMutations<T>(context: object, work: () => Promise<T>): Promise<T> {
  const mutations = bulkheadsOf(context)?.mutations;
  return mutations ? mutations.run(work) : work();
}

/** For `@Extensions`: a mutation's statements are shared with other callers, so its caller's bulkhead does not hold it. */
export const SHARES_STATEMENTS = { sharesStatements: true } as const;

export function sharesStatements(extensions: Readonly<Record<string, unknown>>): boolean {
  return extensions["sharesStatements"] === true;
}
