/** How many runs a set should begin: several lanes that have few share its transaction. */
const RUNS_PER_SET = 600;
const LANES_MAX = 32;

/** In how many lanes of an environment the next set works, judged by how much the last one found. */
export class LaneWidth {
  #lanes = LANES_MAX;

  get lanes(): number {
    return this.#lanes;
  }

  /** For each lane of a set in so many: twice its share, since lanes are not filled alike. */
  static budget(lanes: number): number {
    return Math.ceil((2 * RUNS_PER_SET) / lanes);
  }

  saw(lanes: number, runs: number): void {
    const fitting = runs === 0 ? LANES_MAX : Math.round((RUNS_PER_SET * lanes) / runs);
    this.#lanes = Math.max(1, Math.min(LANES_MAX, fitting));
  }
}
