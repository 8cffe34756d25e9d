import { dueAnswers } from "./answered-effects.due.js";
import { dueBatches } from "./closing-batches.due.js";
import type { DueSource } from "./due-source.js";
import { dueFanouts } from "./fanouts.due.js";
import { dueRuns } from "./waiting-runs.due.js";

/** All that lanes may have to do, in the order in which a set takes it. */
export const DUE_SOURCES: readonly DueSource[] = [dueFanouts, dueRuns, dueBatches, dueAnswers];

export function dueSourceOf(name: string): DueSource {
  const source = DUE_SOURCES.find((each) => each.name === name);
  if (!source) throw new Error(`Nothing that may be due is called "${name}".`);
  return source;
}

/**
 * SQL: whether a lane has due work at the moment `at`. `environmentId` and `lane` must not be columns of the sources'
 * tables.
 */
export function isAnythingDue(environmentId: string, lane: string, at: string): string {
  const exists = DUE_SOURCES.map(
    ({ table, isDue }) =>
      `exists (select 1 from ${table} where environment_id = ${environmentId} and lane = ${lane} and ${isDue(at)})`,
  );
  return `(${exists.join(" or ")})`;
}
