/** Runs an action a moment after it was first asked for, once for all that asked meanwhile. */
export class Delayed {
  readonly #times: { readonly delayMs: number; readonly gapMs: number };
  readonly #action: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = 0;

  /** `gapMs` lies between two runs at least. */
  constructor(times: { readonly delayMs: number; readonly gapMs: number }, action: () => void) {
    this.#times = times;
    this.#action = action;
  }

  ask(): void {
    const { delayMs, gapMs } = this.#times;
    // A clock that was set back would have it wait for long.
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
