export interface SingleFlightOptions<T> {
  /** How long an answer is given again, in milliseconds; 0 for not at all. */
  ttlMsOf: (answer: T) => number;
}

/**
 * Looks at something one look at a time. Whoever asks meanwhile gets the answer of that look, and for a short while after
 * it whoever asks gets the same. So it costs the same however many ask.
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

  /** The next one who asks gets a new answer. */
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
