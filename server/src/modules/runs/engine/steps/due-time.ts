import type { JsonObject } from "../../../../platform/json.js";
import { addDuration, resolveMoment, type Duration } from "../../../timing/index.js";
import { readValue, type CompiledTime } from "../../../workflows/pure.js";
import type { RunView } from "../types.js";

/**
 * How far in the future a step's time may be. A fixed duration was checked when the workflow was saved; a dynamic one is
 * checked here.
 */
export interface DueTimeBounds {
  minMs?: number;
  max: Duration;
}

export type DueTime = { ok: true; at: number } | { ok: false; values: JsonObject };

/** The due time of a step for this run, or the reason why there is none, for the trace. */
export function dueTimeOf({ spec, until }: CompiledTime, view: RunView, bounds: DueTimeBounds): DueTime {
  const lookUp = (): ReturnType<typeof readValue> =>
    until === null ? undefined : readValue(until, view.conditionScope(), (roots) => view.templateScope(roots));
  const moment = resolveMoment(spec, view.now, view.context.zone, lookUp);
  if (!moment.ok) return { ok: false, values: { why: moment.code, value: moment.value } };
  const value = new Date(moment.at).toISOString();
  // The limit follows the calendar, like a fixed duration: a year of 365 days may have an hour more.
  if (moment.at > addDuration(view.now, bounds.max, view.context.zone))
    return { ok: false, values: { why: "time.too_far", value, atMost: { ...bounds.max } } };
  if (moment.at - view.now < (bounds.minMs ?? 0)) return { ok: false, values: { why: "time.too_near", value } };
  return { ok: true, at: moment.at };
}
