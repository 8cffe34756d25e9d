import type { Logger } from "../logging/index.js";
import type { Hints, Unsubscribe } from "./hints.js";

export interface WorkLoopOptions {
  /** The hint that there is work. */
  topic: string;
  /** The maximum time between two calls of `work` without a hint, in milliseconds. */
  pollMs: number;
  /** The event that is logged when `work` fails. */
  failureEvent: string;
  /** Does the due work, and returns the number of items found. It is called again until it returns 0. */
  work(): Promise<number>;
}

/**
 * Calls `work` at the start, after each hint, and at intervals. Calls never overlap. A call that fails is logged, and the next
 * wake-up tries again. States: idle → (start) running → (stop) stopped.
 */
export class WorkLoop {
  readonly #parts: { hints: Hints; log: Logger };
  readonly #options: WorkLoopOptions;
  #isRunning = false;
  #isWoken = false;
  #working: Promise<void> | null = null;
  #unsubscribe: Unsubscribe | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: { hints: Hints; log: Logger }, options: WorkLoopOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  start(): void {
    this.#isRunning = true;
    this.#unsubscribe = this.#parts.hints.subscribe(this.#options.topic, () => this.wake());
    this.#timer = setInterval(() => this.wake(), this.#options.pollMs);
    this.wake();
  }

  /** Waits for the running call of `work`. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#unsubscribe?.();
    if (this.#timer) clearInterval(this.#timer);
    await this.#working;
  }

  /** Calls `work`, or calls it once more after the running call. */
  wake(): void {
    if (!this.#isRunning) return;
    this.#isWoken = true;
    this.#working ??= this.#workAll().finally(() => (this.#working = null));
  }

  async #workAll(): Promise<void> {
    while (this.#isWoken && this.#isRunning) {
      this.#isWoken = false;
      try {
        if ((await this.#options.work()) > 0) this.#isWoken = true;
      } catch (error) {
        this.#parts.log.warn({ event: this.#options.failureEvent, err: error });
      }
    }
  }
}
