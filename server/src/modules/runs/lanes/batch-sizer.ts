/** The number of runs that a set aims for. Lanes with few runs share a set, and thus a transaction. */
const RUNS_PER_SET = 600;
const RUNS_MIN = 8;
const LANES_MAX = 32;

/**
 * Chooses the number of lanes and runs of an environment's next set from what the last set did. After a set that was cut
 * short, because its runs take long, the next one has as few runs; after each set that was not cut, twice as many.
 */
export class BatchSizer {
  #lanes = LANES_MAX;
  #runs = RUNS_PER_SET;

  get lanes(): number {
    return this.#lanes;
  }

  /**
   * Whether the environment's runs are so slow that sets are cut short. Then only one set of the environment runs at a time.
   */
  get isHeavy(): boolean {
    return this.#runs < RUNS_PER_SET / 4;
  }

  /** The largest number of runs per lane, for a set in `lanes` lanes: twice the equal share, since lanes hold different numbers of runs. */
  budget(lanes: number): number {
    return Math.ceil((2 * this.#runs) / lanes);
  }

  /** Records a set. `done`: the number of runs that it started or resumed. */
  observe(lanes: number, done: number, isCut = false): void {
    this.#runs = isCut ? Math.max(RUNS_MIN, Math.min(done, this.#runs)) : Math.min(RUNS_PER_SET, 2 * this.#runs);
    const fitting = done === 0 ? LANES_MAX : Math.round((this.#runs * lanes) / done);
    this.#lanes = Math.max(1, Math.min(LANES_MAX, fitting));
  }
}
