import type { JobDefinition } from "./jobs.js";

/** A definition with nothing left open; `handle` takes the payload of a wake-up, as it was stored. */
export interface CataloguedJob {
  readonly name: string;
  readonly concurrency: number;
  readonly everyMs: number | null;
  readonly lockLifetimeMs: number;
  handle(stored: unknown, touch: () => Promise<void>): Promise<void>;
}

const NAME = /^[a-z][a-z-]*\.[a-z][a-z-]*$/;
const EVERY_MIN_MS = 500;
/** Short, since due rows are not lost with a job; long enough that one slow statement does not lose the lock. */
const LOCK_LIFETIME_MS = { min: 15_000, max: 30_000 };

/** All jobs by name. A definition that could not work as it reads is refused when it is made. */
export class JobCatalogue implements Iterable<CataloguedJob> {
  readonly #jobs = new Map<string, CataloguedJob>();

  add<Payload>(definition: JobDefinition<Payload>): CataloguedJob {
    const { name, concurrency = 1, everyMs = null, lockLifetimeMs = LOCK_LIFETIME_MS.min } = definition;
    const wrong = (what: string): Error => new Error(`The job ${name} ${what}.`);
    if (!NAME.test(name)) throw wrong("must be named noun.verb");
    if (this.#jobs.has(name)) throw wrong("is defined twice");
    if (!Number.isInteger(concurrency) || concurrency < 1) throw wrong("must run one at a time or more");
    if (everyMs !== null && !(Number.isInteger(everyMs) && everyMs >= EVERY_MIN_MS)) {
      throw wrong(`must run every ${EVERY_MIN_MS} ms or more, in whole milliseconds`);
    }
    if (!(lockLifetimeMs >= LOCK_LIFETIME_MS.min && lockLifetimeMs <= LOCK_LIFETIME_MS.max)) {
      throw wrong(`must be locked for ${LOCK_LIFETIME_MS.min} to ${LOCK_LIFETIME_MS.max} ms`);
    }
    const job: CataloguedJob = {
      name,
      concurrency,
      everyMs,
      lockLifetimeMs,
      handle: (stored, touch) => definition.handle(definition.parse(stored), touch),
    };
    this.#jobs.set(name, job);
    return job;
  }

  get(name: string): CataloguedJob | null {
    return this.#jobs.get(name) ?? null;
  }

  [Symbol.iterator](): Iterator<CataloguedJob> {
    return this.#jobs.values();
  }
}
