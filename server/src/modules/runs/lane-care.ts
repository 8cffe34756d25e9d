import type { RunRef } from "./set-error.js";

/** How large a set may be, and how it shrinks: two steps find one run among hundreds. */
const FULL_BUDGET = 500;
const SMALL_BUDGET = 22;
/** What begins, what goes on and what closes. */
const KINDS = 3;
const REST_MIN_MS = 250;
const REST_MAX_MS = 30_000;

interface Level {
  budget: number;
  /** How many runs are worked on so; then sets grow again. */
  left: number;
}

/** A set that takes runs of one kind, so that a smaller one begins with the same. */
export interface CarefulSet {
  /** Which kind is taken first, if there are any: 0 what begins, 1 what goes on, 2 what closes. */
  turn: number;
  /** Told which runs the set has taken before anything of them is looked at. */
  onTaken: ((taken: readonly RunRef[]) => Promise<void>) | null;
}

/**
 * How carefully a lane is worked in. After a failure, or where workers died, sets are smaller, until what is to blame stands
 * alone. They stay so for as many runs as the set had in which it lies, for it may lie behind others; when these went well, it
 * was none of them, and sets grow again. What no run is to blame for is waited out.
 */
export class LaneCare {
  /** From larger sets to smaller ones; the last counts. */
  readonly #levels: Level[] = [];
  #rests = 0;
  #turns = 0;

  /** How many workers died here. */
  readonly deaths: number;

  constructor(deaths = 0) {
    this.deaths = deaths;
    if (deaths > 0) this.#levels.push({ budget: SMALL_BUDGET, left: FULL_BUDGET });
    // The set that died had so many of one kind. It is not known which, and kinds take turns.
    if (deaths > 1) this.#levels.push({ budget: 1, left: SMALL_BUDGET * Math.min(deaths - 1, KINDS) });
  }

  get budget(): number {
    return this.#levels.at(-1)?.budget ?? FULL_BUDGET;
  }

  get isCalledFor(): boolean {
    return this.#levels.length > 0;
  }

  /** Which kind of run comes first in the next set. They take turns: what comes in of one kind keeps none of another away. */
  get turn(): number {
    return this.#turns % KINDS;
  }

  shrink(): void {
    const { budget } = this;
    this.#levels.push({ budget: budget > SMALL_BUDGET ? SMALL_BUDGET : 1, left: budget });
  }

  /** A set went well. Answers whether care is no longer called for. */
  relax(isIdle: boolean): boolean {
    this.#rests = 0;
    this.#turns += 1;
    const level = this.#levels.at(-1);
    if (level) {
      level.left -= level.budget;
      if (level.left <= 0) this.#levels.pop();
    }
    return isIdle || this.#levels.length === 0;
  }

  /** How long to leave the lane alone: longer each time. */
  rest(): number {
    this.#rests += 1;
    return Math.min(REST_MAX_MS, REST_MIN_MS * 2 ** (this.#rests - 1));
  }
}
