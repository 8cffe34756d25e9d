/**
 * Bounds how fast the bodies of refused requests are read and dropped, on all connections together. Their clients have had
 * their answer already and lose nothing by waiting; reading as fast as the bytes come would take the time of everybody else.
 */
export class DrainRate {
  readonly #bytesPerMs: number;
  readonly #now: () => number;
  /** When the bytes that were read so far have had their share of the time. */
  #freeAt = 0;

  constructor(bytesPerSecond: number, now: () => number = () => performance.now()) {
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#now = now;
  }

  /** Counts these bytes. Returns how many milliseconds their connection must wait before it reads more. */
  delayAfter(bytes: number): number {
    const now = this.#now();
    this.#freeAt = Math.max(now, this.#freeAt) + bytes / this.#bytesPerMs;
    return this.#freeAt - now;
  }
}
