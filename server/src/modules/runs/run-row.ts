import type { RunStatus, TraceNote } from "./engine/types.js";

/** A run as it is read. */
export interface RunReadRow {
  lane: number;
  id: string;
  trigger_id: string;
  recipient_key: string;
  status: RunStatus;
  trace: TraceNote[];
  created_at: Date;
  created_key: string;
  finished_at: Date | null;
}
