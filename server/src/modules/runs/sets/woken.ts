import type { JsonObject } from "../../../platform/json.js";
import type { Wake } from "../engine/executor.js";
import { decisiveCode, outcomeCode } from "../engine/outcome.js";
import type { RunTask } from "../engine/types.js";
import type { StoredRun } from "../storage/lane-records.js";

/** A run that a set is about to move. */
export interface Woken {
  task: RunTask;
  wake: Wake;
  row: { source: string; data: JsonObject | null; subscription: JsonObject | null };
  isNew: boolean;
  /** The batch that closes when the run resumes, and the runs that are merged into it. */
  closes: { batchId: string; mergedIds: readonly string[] } | null;
  /** The answered request that is deleted when the run resumes. */
  requestId: string | null;
}

/** A run as it is stored after it was moved. */
export function storedRun({ task, row, isNew }: Woken): StoredRun {
  const { context } = task;
  const isWaiting = task.status === "WAITING";
  const decisive = decisiveCode(decidedBefore(task), task.trace);
  return {
    lane: context.lane,
    id: context.runId,
    triggerId: context.trigger.id,
    triggerSeq: context.trigger.seq,
    source: row.source,
    workflowId: context.workflow.workflowId,
    versionId: context.workflow.versionId,
    recipientKey: context.recipientKey,
    status: task.status,
    dueAt: task.dueAt,
    batchId: task.waitsInBatch,
    state: isWaiting ? { ...task.state, decisive } : null,
    data: isWaiting ? row.data : null,
    subscription: isWaiting ? row.subscription : null,
    trace: task.trace,
    outcomeCode: outcomeCode(task.status, task.trace, decisive),
    isNew,
  };
}

/** The run that all recipients share, as it is stored for each. */
export function sharedStoredRun(task: RunTask, source: string): StoredRun {
  const row = { source, data: null, subscription: null };
  return storedRun({ task, wake: { kind: "new" }, row, isNew: true, closes: null, requestId: null });
}

/** A run that began to wait under an earlier release says at least whether it has sent something. */
function decidedBefore({ state }: RunTask): string | null {
  return state.decisive ?? (state.messageCount > 0 ? "message.made" : null);
}
