import type { Runtime } from "../../../platform/runtime/index.js";
import type { RowChanges } from "../../../platform/tails/index.js";

/** The kind of rows, for those who watch them. Their names are their uuids, which sort by time. */
export const TRIGGER_TAIL = "trigger";

/** The same of runs: it stands here because cancellations change runs too. */
export const RUN_TAIL = "run";

/** Tells those who watch the environment's triggers, after the commit. */
export function tellTriggers({ tails }: Pick<Runtime, "tails">, environmentId: number, changes: RowChanges): void {
  tails.changes.publish(environmentId, TRIGGER_TAIL, changes);
}

/** Tells those who watch runs and triggers that some of them changed which are not known by name. */
export function tellUnknownRuns({ tails }: Pick<Runtime, "tails">, environmentId: number): void {
  for (const kind of [RUN_TAIL, TRIGGER_TAIL]) tails.changes.publish(environmentId, kind, { isUnknown: true });
}
