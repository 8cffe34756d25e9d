/** The source of time. */
export interface Clock {
  /** The instant, in epoch milliseconds, as the database has it. It jumps when the database's clock does. */
  now(): number;
  /** Milliseconds since an arbitrary moment, which never jump. Use it for durations, such as the age of a cached value. */
  monotonic(): number;
}

/** Reads the database's time, from which the clock computes the offset of this machine's clock. */
export type DatabaseTime = () => Promise<number>;

/**
 * Monotonic time, shifted to the database's: several processes agree on it although their clocks differ, and a jump of
 * the machine's clock does not move it. `sync` measures the shift, halving the error by the round trip.
 */
export class SystemClock implements Clock {
  #offsetMs = performance.timeOrigin;

  now(): number {
    return Math.floor(performance.now() + this.#offsetMs);
  }

  monotonic(): number {
    return performance.now();
  }

  async sync(databaseTime: DatabaseTime): Promise<void> {
    const before = performance.now();
    const databaseNow = await databaseTime();
    const after = performance.now();
    this.#offsetMs = databaseNow - (before + after) / 2;
  }
}

/** A clock for tests. Time passes only by `advance`; `jump` makes the wall clock wrong without any time passing. */
export class ManualClock implements Clock {
  #now: number;
  #passedMs = 0;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#passedMs;
  }

  set(atMs: number): void {
    this.#passedMs += Math.max(0, atMs - this.#now);
    this.#now = atMs;
  }

  advance(ms: number): void {
    this.set(this.#now + ms);
  }

  /** Changes the wall clock without elapsed time. */
  jump(ms: number): void {
    this.#now += ms;
  }
}
