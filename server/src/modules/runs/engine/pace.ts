/** How long a set may work, and when it lets others have their turn. */
export interface Pace {
  /** Whether the set has worked as long as it may: runs that it has not begun are left to the next set. */
  readonly isSpent: boolean;
  /** What the set has worked so far. */
  readonly workedMs: number;
  /** How many runs to begin before the answers to what they ask are awaited. */
  chunkSize(): number;
  /** Null while the set may go on; else a promise to await, during which others have their turn. */
  rest(): Promise<void> | null;
  /** Awaits the answer of somebody else, whose time is not the set's. */
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
