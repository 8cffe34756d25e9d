import { uuidId } from "../identifiers/index.js";
import type { Accepted } from "./notify/notify.service.js";
import { statusOf } from "./trigger-status.js";
import { Trigger, TriggerSource, TriggerStatus } from "./trigger.schema.js";
import type { CountedTrigger } from "./trigger.service.js";

export function toTrigger({ row, counts }: CountedTrigger): Trigger {
  const status = statusOf({ isCancelled: row.cancelled_at !== null, hasFailed: row.failure !== null }, counts);
  return Object.assign(new Trigger(), {
    id: uuidId("trigger", row.id),
    uuid: row.id,
    workflowKey: row.workflow_key,
    status: TriggerStatus[status],
    runCount: counts.runs,
    failure: row.failure,
    acceptedAt: row.accepted_at,
    cancelledAt: row.cancelled_at,
    source: TriggerSource.API,
  });
}

/** A trigger accepted just now needs no look-up: nothing has been made of it yet. */
export function toFreshTrigger(accepted: Accepted): Trigger {
  return Object.assign(new Trigger(), {
    id: uuidId("trigger", accepted.triggerId),
    uuid: accepted.triggerId,
    workflowKey: accepted.workflowKey,
    status: TriggerStatus.ACCEPTED,
    runCount: 0,
    failure: null,
    acceptedAt: accepted.acceptedAt,
    cancelledAt: null,
    source: TriggerSource.API,
  });
}
