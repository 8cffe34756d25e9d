import { laneId } from "../../../platform/ids/index.js";
import { describeTrace } from "./describe-trace.js";
import type { TraceNote } from "../engine/types.js";
import type { RunReadRow } from "./run-row.js";
import { Run, RunStatus, TraceEntry } from "./run.schema.js";

export function toRun(row: RunReadRow): Run {
  return Object.assign(new Run(), {
    id: laneId("run", row.lane, row.id),
    workflowKey: row.workflow_key,
    status: RunStatus[row.status],
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    row,
  });
}

export function toTrace(trace: readonly TraceNote[]): TraceEntry[] {
  return trace.map(([at, stepRef, code, values]) =>
    Object.assign(new TraceEntry(), { at: new Date(at), stepRef, code, message: describeTrace(code, values), values }),
  );
}
