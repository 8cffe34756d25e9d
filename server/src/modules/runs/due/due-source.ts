import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import type { OutsideOutcome } from "../engine/types.js";
import type { DueBatchRow, RunRow } from "../storage/lane-records.js";

/** A run, and the outcome of the effect that it waits for. */
export interface AnsweredRun {
  row: RunRow;
  requestId: string;
  effect: string;
  outcome: OutsideOutcome;
}

/** The set that takes due work of one lane. */
export interface TakingSet {
  readonly tx: Tx;
  readonly unit: LaneUnit;
  readonly now: Date;
  /** Awaits a read; its duration does not count as the set's working time. */
  during<T>(read: Promise<T>): Promise<T>;
  /** Records the rows that the set takes, before it reads their details. */
  took(ids: readonly string[]): Promise<void>;
  /** Starts runs of the next recipients of fan-outs. Returns whether there may be more. */
  begin(budget: number): Promise<boolean>;
  resume(runs: readonly RunRow[]): Promise<void>;
  close(batches: readonly DueBatchRow[]): Promise<void>;
  resumeAnswered(runs: readonly AnsweredRun[]): Promise<void>;
}

/** The due work of a source, for metrics. */
export interface BacklogSource {
  /** The end of the metric's name. */
  name: string;
  help: string;
  /** SQL: the `count` of rows due at $1 over all environments, and the due time of the `oldest`. */
  sql: string;
}

/**
 * One reason for which lanes have work, such as runs whose due time is over: rows of one table. Sweeps, locks, claims, sets
 * and the backlog iterate over all sources (`DUE_SOURCES`).
 */
export interface DueSource {
  /** The source's name in sets, claims and logs. */
  readonly name: string;
  readonly table: string;
  /**
   * SQL: the row is due at the moment `at`. It contains the condition of the table's two partial indexes: by lane, and by
   * time.
   */
  isDue(at: string): string;
  /** SQL: since when the row is due; null where it has been since it was stored. */
  readonly dueAt: string | null;
  /** SQL: the columns of the index over all lanes. */
  readonly order: string;
  /** Whether sets of several lanes take from it too. Each set queries it anyway, so it is not checked beforehand. */
  readonly isTakenTogether: boolean;
  readonly backlog: BacklogSource;
  /** Takes at most `budget` rows into a set of one lane. Returns whether there may be more. */
  take(set: TakingSet, budget: number): Promise<boolean>;
  /** The id of the first that is due in a lane, by keys alone: for when reading it fails. Reads no customer's data. */
  head(tx: Tx, unit: LaneUnit, now: Date): Promise<string | null>;
  /** Fails one row that cannot be worked on. Returns the runs that wait for it, which fail with it. */
  abandon(tx: Tx, unit: LaneUnit, id: string): Promise<readonly string[]>;
}
