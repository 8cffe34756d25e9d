/** What is counted, by the number in the tables. Triggers of the migration use the numbers too. */
export const STAT_KINDS = {
  made: 1,
  sent: 2,
  delivered: 3,
  failed: 4,
  seen: 5,
  read: 6,
  interacted: 7,
  /** Runs that ended, by the code of their outcome. */
  runs: 8,
} as const;

/** The names of the kinds, which are columns of the sums. */
export const STAT_NAMES = Object.keys(STAT_KINDS).filter((name): name is StatKind => name in STAT_KINDS);

export type StatKind = keyof typeof STAT_KINDS;

/** How many of what. */
export interface StatDelta {
  workflowId: number;
  /** 0 for runs. */
  channelId: number;
  kind: StatKind;
  /** The outcome of runs; "" for messages. */
  code: string;
  count: number;
}
