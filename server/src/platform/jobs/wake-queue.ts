export interface PendingWake {
  name: string;
  payload: unknown;
}

export interface RingQueueOptions {
  /** Stores the wake-ups. Never rejects: it logs its own failures. */
  flush(wakeUps: PendingWake[]): Promise<void>;
  /** Rings within this time of the first are stored together. */
  gatherMs: number;
  /** Between two flushes, however many wake-ups there are. */
  pauseMs: number;
}

/** Gathers wake-ups: equal ones are one, and a flood of them costs one flush each `pauseMs`. */
export class WakeQueue {
  readonly #options: RingQueueOptions;
  readonly #waiting = new Map<string, PendingWake>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;
  #notBefore = 0;

  constructor(options: RingQueueOptions) {
    this.#options = options;
  }

  add(wakeUp: PendingWake): void {
    this.#waiting.set(JSON.stringify([wakeUp.name, wakeUp.payload]), wakeUp);
    this.#schedule();
  }

  /** Waits for a running flush. Pending wake-ups are dropped: the due rows remain. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#waiting.clear();
    await this.#flushing;
  }

  #schedule(): void {
    if (this.#timer || this.#flushing || this.#waiting.size === 0) return;
    const waitMs = Math.max(this.#options.gatherMs, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const wakeUps = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#flushing = this.#options.flush(wakeUps).finally(() => {
        this.#flushing = null;
        this.#notBefore = performance.now() + this.#options.pauseMs;
        this.#schedule();
      });
    }, waitMs);
  }
}
