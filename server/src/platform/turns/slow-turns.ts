import { overloaded } from "../errors/index.js";

export interface SlowTurnsOptions {
  /** Jobs that may wait for their caller's earlier one, over all callers. */
  waitingMax?: number;
  /** The maximum number of callers whose jobs run at a time. Default: unlimited. */
  callersMax?: number;
  /** Milliseconds that only go forward; `performance.now` by default. */
  now?: () => number;
}

/** Passed to a job, which calls `rest` between two pieces of its work. */
export interface SlowTurn {
  /** Null while the slice lasts; else a promise to await while other work uses the event loop. */
  rest(): Promise<void> | null;
}

/** A slice ends at the first chance after this. */
const SLICE_MS = 2;
/**
 * After each slice, no slice starts for twice as long as it took, within these bounds; for longer after a slice that could
 * not be cut.
 */
const REST_MS = { least: 4, most: 250 };
const LONG_SLICE_MS = 10;
const REST_TIMES = { short: 2, long: 5 };
const WAITING_MAX = 200;

interface Caller {
  isAtWork: boolean;
  waiting: (() => void)[];
}

/**
 * Limits jobs that are costly by nature to a third of the event loop, all together. One job of each caller runs at a time,
 * and jobs of different callers take slices in rotation.
 */
export class SlowTurns {
  readonly #waitingMax: number;
  readonly #callersMax: number;
  readonly #now: () => number;
  /** Callers that have jobs, in the order of their next slices. */
  readonly #callers = new Map<string, Caller>();
  /** Jobs that wait for their next slice, in order. */
  readonly #ring: (() => void)[] = [];
  #waitingCount = 0;
  #atWorkCount = 0;
  #isGranting = false;
  /** No slice starts before this time. */
  #freeAt = 0;

  constructor(options: SlowTurnsOptions = {}) {
    this.#waitingMax = options.waitingMax ?? WAITING_MAX;
    this.#callersMax = options.callersMax ?? Infinity;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Settles as the job does. Throws `UNAVAILABLE` when too many jobs wait already. */
  async run<T>(caller: string, job: (turn: SlowTurn) => Promise<T>): Promise<T> {
    await this.#begin(caller);
    try {
      await this.#slice();
      let beganAt = this.#now();
      const rest = async (): Promise<void> => {
        await this.#slice();
        beganAt = this.#now();
      };
      return await job({ rest: () => (this.#now() - beganAt < SLICE_MS ? null : rest()) });
    } finally {
      this.#end(caller);
    }
  }

  #begin(name: string): Promise<void> | null {
    const caller = this.#callers.get(name) ?? { isAtWork: false, waiting: [] };
    if (!caller.isAtWork && this.#atWorkCount < this.#callersMax) {
      this.#callers.set(name, caller);
      this.#atWorkCount += 1;
      caller.isAtWork = true;
      return null;
    }
    if (this.#waitingCount >= this.#waitingMax) {
      throw overloaded("Too much costly work is waiting already. Please try again.");
    }
    this.#callers.set(name, caller);
    this.#waitingCount += 1;
    return new Promise((resolve) => caller.waiting.push(resolve));
  }

  /** Moves on to the next caller; this one goes to the end of the queue. */
  #end(name: string): void {
    const ended = this.#callers.get(name);
    this.#callers.delete(name);
    this.#atWorkCount -= 1;
    if (ended && ended.waiting.length > 0) this.#callers.set(name, { ...ended, isAtWork: false });
    for (const caller of this.#callers.values()) {
      const next = caller.isAtWork ? undefined : caller.waiting.shift();
      if (!next) continue;
      caller.isAtWork = true;
      this.#atWorkCount += 1;
      this.#waitingCount -= 1;
      return next();
    }
  }

  /** Resolves when the job may work again. */
  #slice(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring.push(resolve);
      this.#grantLater();
    });
  }

  #grantLater(): void {
    if (this.#isGranting || this.#ring.length === 0) return;
    this.#isGranting = true;
    setTimeout(() => this.#grant(), Math.max(0, this.#freeAt - this.#now()));
  }

  #grant(): void {
    const beganAt = this.#now();
    this.#ring.shift()?.();
    // The slice is done when the microtasks of this turn are.
    setImmediate(() => {
      const endedAt = this.#now();
      this.#freeAt = endedAt + restAfter(endedAt - beganAt);
      this.#isGranting = false;
      this.#grantLater();
    });
  }
}

function restAfter(tookMs: number): number {
  const times = tookMs > LONG_SLICE_MS ? REST_TIMES.long : REST_TIMES.short;
  return Math.min(Math.max(times * tookMs, REST_MS.least), REST_MS.most);
}
