import type { JsonObject } from "../../../platform/json.js";
import { NEW_STATE, type RunContext, type RunState, type RunTask } from "./types.js";

/** A run that begins. `through`: the object by which its recipient was reached; null when the call named it. */
export function newTask(context: RunContext, now: number, through: string | null): RunTask {
  const task = blankTask(context, { ...NEW_STATE, refs: {} });
  // The internal key of a recipient is not public; customers know collection and id.
  task.trace.push([now, null, "run.started", through === null ? {} : { through: through.slice("o/".length) }]);
  return task;
}

/** A run that waited. `statuses`: what became of the messages that it made before. */
export function resumedTask(context: RunContext, state: RunState, statuses: JsonObject): RunTask {
  return { ...blankTask(context, state), statuses };
}

function blankTask(context: RunContext, state: RunState): RunTask {
  return {
    context,
    state,
    status: "PENDING",
    dueAt: null,
    waitsInBatch: null,
    waitsForEffect: null,
    batch: null,
    trace: [],
    messages: [],
    statuses: {},
  };
}
