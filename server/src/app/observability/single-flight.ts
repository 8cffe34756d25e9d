export interface SingleFlightOptions<T> {
  /** How long a result is cached, in milliseconds; 0 for not at all. */
  ttlMsOf: (answer: T) => number;
}

/**
 * Runs a check once at a time. Concurrent callers share its result, which is also cached for a short time. So the cost does
 * not depend on the number of callers.
 */
export class SingleFlight<T> {
  readonly #look: () => Promise<T>;
  readonly #options: SingleFlightOptions<T>;
  #current: Promise<T> | null = null;
  #kept: { answer: T; until: number } | null = null;

  constructor(look: () => Promise<T>, options: SingleFlightOptions<T>) {
    this.#look = look;
    this.#options = options;
  }

  async get(): Promise<T> {
    if (this.#kept && performance.now() < this.#kept.until) return this.#kept.answer;
    this.#current ??= this.#lookNow();
    return this.#current;
  }

  /** Drops the cached result. */
  forget(): void {
    this.#kept = null;
    this.#current = null;
  }

  async #lookNow(): Promise<T> {
    const look = this.#look();
    try {
      const answer = await look;
      this.#kept = { answer, until: performance.now() + this.#options.ttlMsOf(answer) };
      return answer;
    } finally {
      this.#current = null;
    }
  }
}
