/** How large a set may be, and how it shrinks after a failure: 500, 62, 7, 1. */
const FULL_BUDGET = 500;
const SHRINK = 8;
const REST_MIN_MS = 250;
const REST_MAX_MS = 30_000;

/**
 * How carefully a lane is worked in. After a failure sets get smaller, until what fails stands alone; they stay so for as
 * many runs as the set that failed had, since the cause may lie behind others. What no run is to blame for is waited out.
 */
export class LaneCare {
  #budget = FULL_BUDGET;
  /** How many runs to go on carefully for. */
  #left = 0;
  #rests = 0;

  /** Whether workers died here, so that what is worked on alone is written down first. */
  readonly isDeadly: boolean;

  constructor(deaths = 0) {
    this.isDeadly = deaths > 0;
    for (let death = 0; death < deaths; death += 1) this.shrink();
  }

  get budget(): number {
    return this.#budget;
  }

  /** One run at a time: what fails now is to blame. */
  get isAlone(): boolean {
    return this.#budget === 1;
  }

  shrink(): void {
    this.#left = Math.max(this.#left, this.#budget);
    this.#budget = Math.max(1, Math.floor(this.#budget / SHRINK));
  }

  /** A set went well. Answers whether care is no longer called for. */
  relax(isIdle: boolean): boolean {
    this.#left -= this.#budget;
    this.#rests = 0;
    return isIdle || this.#left <= 0;
  }

  /** How long to leave the lane alone: longer each time. */
  rest(): number {
    this.#rests += 1;
    return Math.min(REST_MAX_MS, REST_MIN_MS * 2 ** (this.#rests - 1));
  }
}
