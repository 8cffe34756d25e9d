import { DUE_SOURCES } from "../due/due-sources.js";
import type { RunRef, Trouble } from "./set-error.js";

/** The largest number of runs in a set, and the size after the first failure. A second failure leads to one run. */
const FULL_BUDGET = 500;
const SMALL_BUDGET = 22;
const KINDS = DUE_SOURCES.length;
const REST_MIN_MS = 250;
const REST_MAX_MS = 30_000;
/** Maximum consecutive retries of a set of the same size after the same failure. Contention may last minutes. */
const RETRIES_MAX: Readonly<Record<Trouble, number>> = { own: 0, strange: 3, contention: 10, outage: Infinity };

interface Level {
  budget: number;
  /** By kind: the number of runs that remain at this size. The set grows again when none remains of any kind. */
  left: number[];
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
 * failed set held: the failing run may be the last of them, and kinds take turns, also while new runs of one kind keep
 * coming in. A kind of which nothing is due is left out. When all of these succeed, sets grow again. A failure that may pass
 * is retried at the same size, but only a bounded number of times: otherwise it would stop the lane for ever.
 */
export class BatchBackoff {
  /** From larger sets to smaller ones. The last level applies. */
  readonly #levels: Level[] = [];
  #delayCount = 0;
  #firstKind = 0;
  #failure = { signature: "", count: 0 };

  /** The number of workers that crashed in the lane. */
  readonly deaths: number;

  constructor(deaths = 0) {
    this.deaths = deaths;
    if (deaths > 0) this.#push(SMALL_BUDGET, FULL_BUDGET);
    if (deaths > 1) this.#push(1, SMALL_BUDGET);
  }

  get budget(): number {
    return this.#levels.at(-1)?.budget ?? FULL_BUDGET;
  }

  get isActive(): boolean {
    return this.#levels.length > 0;
  }

  /** The kind that the next set takes first. Kinds alternate, so that a stream of one kind does not starve the others. */
  get firstKind(): number {
    return this.#firstKind;
  }

  /** Records a failure. Returns whether to retry the set at the same size, without blaming a run. */
  recordFailure(trouble: Trouble, signature: string): boolean {
    const isSame = this.#failure.signature === signature;
    this.#failure = { signature, count: isSame ? this.#failure.count + 1 : 1 };
    return this.#failure.count <= RETRIES_MAX[trouble];
  }

  shrink(): void {
    const { budget } = this;
    this.#push(budget > SMALL_BUDGET ? SMALL_BUDGET : 1, budget);
  }

  /**
   * Records a set that succeeded. `kind`: of the runs that it took; null when it took none. Returns whether the lane can leave
   * isolation.
   */
  recordSuccess(isIdle: boolean, kind: number | null): boolean {
    this.#delayCount = 0;
    const level = this.#levels.at(-1);
    if (level) {
      // A set takes another kind only where nothing of the first is due.
      if (kind !== this.#firstKind) level.left[this.#firstKind] = 0;
      if (kind !== null) level.left[kind] = (level.left[kind] ?? 0) - level.budget;
      if (level.left.every((left) => left <= 0)) this.#levels.pop();
    }
    this.#firstKind = this.#nextKind();
    return isIdle || this.#levels.length === 0;
  }

  /** The delay before the next attempt, in milliseconds: doubles each time, from 250 to 30,000. */
  nextDelayMs(): number {
    this.#delayCount += 1;
    return Math.min(REST_MAX_MS, REST_MIN_MS * 2 ** (this.#delayCount - 1));
  }

  #push(budget: number, ofEachKind: number): void {
    this.#levels.push({ budget, left: Array.from({ length: KINDS }, () => ofEachKind) });
  }

  /** The next kind in rotation with remaining runs. */
  #nextKind(): number {
    const left = this.#levels.at(-1)?.left ?? [];
    const inTurn = Array.from({ length: KINDS }, (_, step) => (this.#firstKind + 1 + step) % KINDS);
    return inTurn.find((kind) => (left[kind] ?? 0) > 0) ?? 0;
  }
}
