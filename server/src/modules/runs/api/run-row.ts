import type { RunStatus, TraceNote } from "../engine/types.js";

/** A row of a run query. */
export interface RunReadRow {
  lane: number;
  id: string;
  trigger_id: string;
  trigger_seq: number;
  workflow_key: string;
  recipient_key: string;
  status: RunStatus;
  trace: TraceNote[];
  created_at: Date;
  finished_at: Date | null;
}
