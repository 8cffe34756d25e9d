export interface WaitingRing {
  name: string;
  payload: unknown;
}

export interface RingQueueOptions {
  /** Stores the rings; its failures are its own to tell of. */
  flush(rings: WaitingRing[]): Promise<void>;
  /** Rings within this time of the first are stored together. */
  gatherMs: number;
  /** Between two flushes, however many rings there are. */
  pauseMs: number;
}

/** Gathers rings: those that say the same are one, and a flood of them costs one flush each `pauseMs`. */
export class RingQueue {
  readonly #options: RingQueueOptions;
  readonly #waiting = new Map<string, WaitingRing>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;
  #notBefore = 0;

  constructor(options: RingQueueOptions) {
    this.#options = options;
  }

  add(ring: WaitingRing): void {
    this.#waiting.set(JSON.stringify([ring.name, ring.payload]), ring);
    this.#schedule();
  }

  /** Waits for a flush that runs; what still waits is dropped, for the rows say what is due. */
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
      const rings = [...this.#waiting.values()];
      this.#waiting.clear();
      this.#flushing = this.#options.flush(rings).finally(() => {
        this.#flushing = null;
        this.#notBefore = performance.now() + this.#options.pauseMs;
        this.#schedule();
      });
    }, waitMs);
  }
}
