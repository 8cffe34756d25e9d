import { laneId } from "../../identifiers/index.js";
import { describeTrace } from "./describe-trace.js";
import { outcomeOf } from "../engine/outcome.js";
import type { TraceNote } from "../engine/types.js";
import type { RunReadRow } from "./run-row.js";
import { Run, RunStatus, TraceEntry } from "./run.schema.js";

export function toRun(row: RunReadRow): Run {
  return Object.assign(new Run(), {
    id: laneId("run", row.lane, row.id),
    workflowKey: row.workflow_key,
    status: RunStatus[row.status],
    version: row.version,
    stepRef: row.status === "WAITING" ? row.step_ref : null,
    wakesAt: row.due_at,
    through: throughOf(row.trace),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    row,
  });
}

/** The object by which the recipient was reached, as its first decision says. */
function throughOf([first]: readonly TraceNote[]): string | null {
  const through = first?.[3]["through"];
  return typeof through === "string" ? through : null;
}

/** The code of a run whose decisions were erased. */
const BARE_OUTCOMES: Readonly<Record<RunStatus, string>> = {
  PENDING: "run.started",
  WAITING: "run.started",
  COMPLETED: "run.completed",
  CANCELLED: "run.cancelled",
  FAILED: "run.failed",
};

/** The decision that made the run's result. */
export function toOutcome({ status, trace, created_at, finished_at }: RunReadRow): TraceEntry {
  const note = outcomeOf(status, trace);
  const at = (finished_at ?? created_at).getTime();
  const [entry] = toTrace([note ?? [at, null, BARE_OUTCOMES[status], {}]]);
  if (!entry) throw new Error("A run's outcome vanished.");
  return entry;
}

export function toTrace(trace: readonly TraceNote[]): TraceEntry[] {
  return trace.map(([at, stepRef, code, values]) =>
    Object.assign(new TraceEntry(), { at: new Date(at), stepRef, code, message: describeTrace(code, values), values }),
  );
}
