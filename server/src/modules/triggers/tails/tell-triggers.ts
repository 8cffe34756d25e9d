import type { Runtime } from "../../../platform/runtime/index.js";
import type { RowChanges } from "../../../platform/tails/index.js";

/** The kind of rows, for those who watch them. Their names are their uuids, which sort by time. */
export const TRIGGER_TAIL = "trigger";

/** Tells those who watch the environment's triggers, after the commit. */
export function tellTriggers({ tails }: Pick<Runtime, "tails">, environmentId: number, changes: RowChanges): void {
  tails.changes.publish(environmentId, TRIGGER_TAIL, changes);
}
