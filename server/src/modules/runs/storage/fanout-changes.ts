/** What a fan-out page or a finished run adds to its fan-out's counts. */
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

/** What a transaction adds to the fan-outs of its lanes, together for each. */
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
