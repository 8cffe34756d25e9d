/** Time of one caller, in milliseconds of the event loop. */
export interface Allowance {
  /** Working time that may be used at once. */
  burstMs: number;
  /** Working time that is added back per second. */
  msPerSecond: number;
}

export interface FairQueueOptions {
  /** Milliseconds that only go forward; `performance.now` by default. */
  now?: () => number;
}

interface Waiting {
  jobs: (() => Promise<void>)[];
  allowance: Allowance;
}

interface Debt {
  usedMs: number;
  at: number;
  allowance: Allowance;
}

/** Work of one turn of the event loop; then everybody else has a turn. */
const SLICE_MS = 8;
/** Maximum number of jobs that may wait for the database at a time. */
const RUNNING_MAX = 8;
const DEBTS_MAX = 20_000;

/**
 * Alternates between callers: one job of each caller after another, for some milliseconds, then the event loop continues. A
 * caller who has used up its time allowance waits until some of it is restored. Its changes are then newer, so fast changes
 * of a feed are sent together.
 */
export class FairQueue {
  readonly #now: () => number;
  /** In rotation order. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #debts = new Map<string, Debt>();
  #runningCount = 0;
  #isScheduled = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: FairQueueOptions = {}) {
    this.#now = options.now ?? (() => performance.now());
  }

  /** Jobs of this caller that were not begun. */
  waitingOf(caller: string): number {
    return this.#waiting.get(caller)?.jobs.length ?? 0;
  }

  /** Settles with the job. The time until the job's first wait is charged; `charge` adds later time. */
  run<T>(caller: string, allowance: Allowance, job: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const work = async (): Promise<void> => {
        try {
          resolve(await job());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const waiting = this.#waiting.get(caller) ?? { jobs: [], allowance };
      waiting.jobs.push(work);
      this.#waiting.set(caller, waiting);
      this.#schedule();
    });
  }

  charge(caller: string, allowance: Allowance, ms: number): void {
    const now = this.#now();
    this.#debts.set(caller, { usedMs: this.#usedOf(caller, now) + ms, at: now, allowance });
    if (this.#debts.size > DEBTS_MAX) this.#forgetPaid(now);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#runningCount >= RUNNING_MAX || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#work();
    });
  }

  #work(): void {
    const startedAt = this.#now();
    let skippedCount = 0;
    while (this.#runningCount < RUNNING_MAX && skippedCount < this.#waiting.size) {
      const now = this.#now();
      if (now - startedAt > SLICE_MS) return this.#schedule();
      const next = this.#waiting.entries().next();
      if (next.done) return;
      const [caller, waiting] = next.value;
      this.#waiting.delete(caller);
      if (this.#usedOf(caller, now) >= waiting.allowance.burstMs) {
        this.#waiting.set(caller, waiting);
        skippedCount += 1;
        continue;
      }
      skippedCount = 0;
      const job = waiting.jobs.shift();
      if (waiting.jobs.length > 0) this.#waiting.set(caller, waiting);
      if (job) this.#start(caller, waiting.allowance, job);
    }
    // All that wait have used up their time.
    if (this.#waiting.size > 0 && this.#runningCount < RUNNING_MAX) this.#workLater();
  }

  #start(caller: string, allowance: Allowance, job: () => Promise<void>): void {
    const startedAt = this.#now();
    this.#runningCount += 1;
    void job().finally(() => {
      this.#runningCount -= 1;
      this.#schedule();
    });
    this.charge(caller, allowance, this.#now() - startedAt);
  }

  #workLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#schedule();
    }, 20).unref();
  }

  #usedOf(caller: string, now: number): number {
    const debt = this.#debts.get(caller);
    if (!debt) return 0;
    return Math.max(0, debt.usedMs - ((now - debt.at) / 1000) * debt.allowance.msPerSecond);
  }

  #forgetPaid(now: number): void {
    for (const caller of this.#debts.keys()) if (this.#usedOf(caller, now) === 0) this.#debts.delete(caller);
  }
}
