import type { RunStatus, TraceNote } from "../engine/types.js";

/** A row of a run query. */
export interface RunReadRow {
  lane: number;
  id: string;
  trigger_id: string;
  trigger_seq: number;
  workflow_key: string;
  workflow_id: number;
  recipient_key: string;
  status: RunStatus;
  trace: TraceNote[];
  /** The number of the workflow's version that it follows. */
  version: number | null;
  /** The step at which it waits; null once it has ended. */
  step_ref: string | null;
  due_at: Date | null;
  waits_in_batch: boolean;
  tenant_id: string | null;
  created_at: Date;
  finished_at: Date | null;
}
