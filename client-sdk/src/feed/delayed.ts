/** Runs an action a moment after it was first asked for, once for all that asked meanwhile. */
export class Delayed {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastAt = 0;

  /** `gapMs` lies between two runs at least. */
  constructor(
    private readonly times: { readonly delayMs: number; readonly gapMs: number },
    private readonly action: () => void,
  ) {}

  ask(): void {
    const { delayMs, gapMs } = this.times;
    // A clock that was set back would have it wait for long.
    const sinceMs = Math.abs(Date.now() - this.lastAt);
    this.timer ??= setTimeout(() => this.run(), Math.max(delayMs, gapMs - sinceMs));
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private run(): void {
    this.timer = undefined;
    this.lastAt = Date.now();
    this.action();
  }
}
