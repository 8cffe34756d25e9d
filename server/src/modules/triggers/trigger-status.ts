import type { TriggerCounts } from "./trigger.repository.js";

/** The status of a trigger, computed from its lanes' counts. */
export function statusOf(
  trigger: { isCancelled: boolean; hasFailed: boolean },
  counts: Omit<TriggerCounts, "trigger_id">,
): "ACCEPTED" | "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED" {
  if (trigger.hasFailed) return "FAILED";
  const finished = counts.completed + counts.cancelled + counts.failed;
  if (trigger.isCancelled && counts.completed + counts.failed === 0) return "CANCELLED";
  if (counts.pending_lanes > 0) return "ACCEPTED";
  if (finished < counts.runs) return "RUNNING";
  return counts.runs > 0 && counts.cancelled === counts.runs ? "CANCELLED" : "COMPLETED";
}
