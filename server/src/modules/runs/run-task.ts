import type { JsonObject } from "../../platform/json.js";
import { NEW_STATE, type RunFacts, type RunState, type RunTask } from "./engine/types.js";

/** A run that begins. `through`: the object by which its recipient was reached, "" when named in the call. */
export function newTask(facts: RunFacts, now: number, through: string): RunTask {
  const task = blankTask(facts, { ...NEW_STATE, refs: {} });
  // A recipient's key is a name of ours: what customers know is collection and id.
  task.trace.push([now, null, "run.started", through === "" ? {} : { through: through.slice("o/".length) }]);
  return task;
}

/** A run that waited. `statuses`: what became of the messages that it made before. */
export function resumedTask(facts: RunFacts, state: RunState, statuses: JsonObject): RunTask {
  return { ...blankTask(facts, state), statuses };
}

function blankTask(facts: RunFacts, state: RunState): RunTask {
  return {
    facts,
    state,
    status: "PENDING",
    dueAt: null,
    waitsInBatch: null,
    batch: null,
    trace: [],
    messages: [],
    statuses: {},
  };
}
