/** Where time comes from. Instants are epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Reads the database's time; used to learn how far this machine's clock is off. */
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

  async sync(databaseTime: DatabaseTime): Promise<void> {
    const before = performance.now();
    const databaseNow = await databaseTime();
    const after = performance.now();
    this.#offsetMs = databaseNow - (before + after) / 2;
  }
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  set(atMs: number): void {
    this.#now = atMs;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
