import type { LaneUnit } from "../../lanes/index.js";
import type { AfterCommit } from "../../messages/index.js";

/** The result of one set. */
export interface SetOutcome {
  lanes: LaneOutcome[];
  /** Functions to call after the commit. */
  afterCommit: readonly AfterCommit[];
  /** Lanes that have work now because of this set. */
  wake: LaneUnit[];
  made: SetCounts;
  /** The source of the runs that it took first, as an index of `DUE_SOURCES`; null when it took none. */
  takenKind: number | null;
  /** Number of runs that started or resumed. */
  movedCount: number;
  /** Working time of this process for the set, without waiting for the database. */
  workedMs: number;
  /** Whether it read more than it could work on, or hold. */
  isCut: boolean;
}

/** The result of a set in one of its lanes. */
export interface LaneOutcome {
  lane: number;
  /**
   * `busy`: another worker owns the lane. `more`: more work may be due. `alone`: more work may be due, and its next
   * set must contain no other lane.
   */
  status: "busy" | "more" | "alone" | "idle";
  /** The earliest due time of the rows that this set wrote. */
  nextDueAt: number | null;
}

/** The committed counts of a set. */
export interface SetCounts {
  /** Runs begun. */
  runs: number;
  /** Runs that ended for good because of their own failure. */
  failed: number;
  messages: number;
}

export const NOTHING_MADE: SetCounts = { runs: 0, failed: 0, messages: 0 };
