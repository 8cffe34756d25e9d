/** Changes of a fan-out's counts by a page or a finished run. */
export interface FanoutChange {
  lane: number;
  triggerId: string;
  source: string;
  runs: number;
  completed: number;
  failed: number;
  /** Set by a page: where it ended. */
  progress: { isDone: boolean; cursorObject: string; cursorSubscriber: string } | null;
}

/** Collects a transaction's changes to the fan-outs of its lanes, summed for each fan-out. */
export class FanoutChanges {
  readonly #changes = new Map<string, FanoutChange>();

  of(lane: number, triggerId: string, source: string): FanoutChange {
    const name = `${lane}/${triggerId}/${source}`;
    const nothing = { lane, triggerId, source, runs: 0, completed: 0, failed: 0, progress: null };
    const change = this.#changes.get(name) ?? nothing;
    this.#changes.set(name, change);
    return change;
  }

  get all(): FanoutChange[] {
    return [...this.#changes.values()];
  }
}
