import { DUE_SOURCES } from "../due/due-sources.js";
import type { RunRef, Trouble } from "./set-error.js";

/** The largest number of runs in a set, and the size after the first failure. A second failure leads to one run. */
const FULL_BUDGET = 500;
const SMALL_BUDGET = 22;
const KINDS = DUE_SOURCES.length;
const REST_MIN_MS = 250;
const REST_MAX_MS = 30_000;
/** How many times in a row a set of the same size is tried again after the same failure. Contention may last minutes. */
const RETRIES_MAX: Readonly<Record<Trouble, number>> = { own: 0, strange: 3, contention: 10, outage: Infinity };

interface Level {
  budget: number;
  /** Runs still to be done at this size; at 0 or less the set grows again. */
  left: number;
}

/** Options of a set in isolation. It takes runs of one kind, so that the next, smaller set begins with the same runs. */
export interface IsolatedSet {
  /** The kind to take first, if any is due: an index of `DUE_SOURCES`. */
  firstKind: number;
  /** Called with the runs that the set has taken, before it reads anything else of them. */
  onTaken: ((taken: readonly RunRef[]) => Promise<void>) | null;
}

/**
 * The size of the next set of a lane, and the delay before it. After a failure, or after a worker crashed in the lane, sets
 * shrink (500 → 22 → 1 runs) until the failing run is alone. A smaller size is kept for as many runs of each kind as the
 * failed set held: the failing run may be the last of them, and kinds alternate, also while new runs of one kind keep coming
 * in. When all of these succeed, sets grow again. A temporary failure is retried at the same size, but only a bounded number
 * of times: otherwise it would block the lane for ever.
 */
export class BatchBackoff {
  /** From larger sets to smaller ones. The last level is in force. */
  readonly #levels: Level[] = [];
  #delayCount = 0;
  #setCount = 0;
  #failure = { signature: "", count: 0 };

  /** How many workers crashed in the lane. */
  readonly deaths: number;

  constructor(deaths = 0) {
    this.deaths = deaths;
    if (deaths > 0) this.#levels.push({ budget: SMALL_BUDGET, left: FULL_BUDGET * KINDS });
    if (deaths > 1) this.#levels.push({ budget: 1, left: SMALL_BUDGET * KINDS });
  }

  get budget(): number {
    return this.#levels.at(-1)?.budget ?? FULL_BUDGET;
  }

  get isActive(): boolean {
    return this.#levels.length > 0;
  }

  /** The kind that the next set takes first. Kinds alternate, so that a stream of one kind does not starve the others. */
  get firstKind(): number {
    return this.#setCount % KINDS;
  }

  /** Records a failure. Returns whether to retry the set at the same size, without blaming a run. */
  recordFailure(trouble: Trouble, signature: string): boolean {
    const isSame = this.#failure.signature === signature;
    this.#failure = { signature, count: isSame ? this.#failure.count + 1 : 1 };
    return this.#failure.count <= RETRIES_MAX[trouble];
  }

  shrink(): void {
    const { budget } = this;
    this.#levels.push({ budget: budget > SMALL_BUDGET ? SMALL_BUDGET : 1, left: budget * KINDS });
  }

  /** Records a set that succeeded. Returns whether the lane can leave isolation. */
  recordSuccess(isIdle: boolean): boolean {
    this.#delayCount = 0;
    this.#setCount += 1;
    const level = this.#levels.at(-1);
    if (level) {
      level.left -= level.budget;
      if (level.left <= 0) this.#levels.pop();
    }
    return isIdle || this.#levels.length === 0;
  }

  /** The delay before the next attempt, in milliseconds: doubles each time, from 250 to 30,000. */
  nextDelayMs(): number {
    this.#delayCount += 1;
    return Math.min(REST_MAX_MS, REST_MIN_MS * 2 ** (this.#delayCount - 1));
  }
}
