import type { LaneUnit } from "../../lanes/index.js";
import type { AfterCommit } from "../../messages/index.js";

/** What one set came to. */
export interface SetOutcome {
  lanes: LaneOutcome[];
  /** What is to be done now that it has committed. */
  afterCommit: readonly AfterCommit[];
  /** Lanes that have work now because of this set. */
  wake: LaneUnit[];
  made: SetCounts;
  /** Runs that began or went on. */
  movedCount: number;
  /** How long this process worked on it, without waiting for the database. */
  workedMs: number;
  /** Whether it read more than it could work on, or hold. */
  isCut: boolean;
}

/** What a set came to in one of its lanes. */
export interface LaneOutcome {
  lane: number;
  /** `busy`: another worker owns the lane. `more`: there may be more to do; `alone`: by a set in no other lane. */
  status: "busy" | "more" | "alone" | "idle";
  /** The next moment at which something made by this set is due. */
  nextDueAt: number | null;
}

/** What a set brought about, committed. */
export interface SetCounts {
  /** Runs begun. */
  runs: number;
  /** Runs that ended for good because of their own failure. */
  failed: number;
  messages: number;
}

export const NOTHING_MADE: SetCounts = { runs: 0, failed: 0, messages: 0 };
