/** Limits how long a set works, and when it yields the event loop. */
export interface Pace {
  /** Whether the set has worked as long as it may: runs that it has not begun are left to the next set. */
  readonly isSpent: boolean;
  /** Working time of the set so far. */
  readonly workedMs: number;
  /** The number of runs to start before their requests are answered. */
  chunkSize(): number;
  /** Null while the set may continue; else a promise to await while other work uses the event loop. */
  rest(): Promise<void> | null;
  /** Awaits an external answer; its duration does not count as the set's working time. */
  during<T>(answer: Promise<T>): Promise<T>;
}

/** Everything at once. */
export const UNPACED: Pace = {
  isSpent: false,
  workedMs: 0,
  chunkSize: () => Infinity,
  rest: () => null,
  during: (answer) => answer,
};
