/** Runs an action with a delay after the first request; further requests in the meantime share the run. */
export class Delayed {
  readonly #times: { readonly delayMs: number; readonly gapMs: number };
  readonly #action: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = 0;

  /** `gapMs` is the minimum time between two runs. */
  constructor(times: { readonly delayMs: number; readonly gapMs: number }, action: () => void) {
    this.#times = times;
    this.#action = action;
  }

  ask(): void {
    const { delayMs, gapMs } = this.#times;
    // The absolute value, because a clock that was set back would cause a long wait.
    const sinceMs = Math.abs(Date.now() - this.#lastAt);
    this.#timer ??= setTimeout(() => this.#run(), Math.max(delayMs, gapMs - sinceMs));
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    this.#lastAt = Date.now();
    this.#action();
  }
}
