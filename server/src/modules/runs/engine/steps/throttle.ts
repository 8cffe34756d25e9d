import type { CompiledStep } from "../../../workflows/pure.js";
import type { StepProgram } from "../types.js";
import { groupKeyOf } from "./group-key.js";
import { dueTimeOf } from "./due-time.js";

const BOUNDS = { minMs: 1000, max: { unit: "days", value: 31 } } as const;

/** Lets `limit` runs pass in a window that the first one opens; later ones end here. */
export const throttleProgram: StepProgram<Extract<CompiledStep, { type: "throttle" }>> = {
  start(step, view) {
    const moment = dueTimeOf(step.time, view, BOUNDS);
    if (!moment.ok) return { kind: "done", wasSkipped: true, notes: [["throttle.skipped", moment.values]] };
    const { key, isMissing } = groupKeyOf(step.key, view);
    // Runs that have nothing in common but a missing key must not stop each other (knock.md §3.5).
    if (isMissing) return { kind: "done", wasSkipped: true, notes: [["throttle.key_missing", {}]] };
    return {
      kind: "ask",
      request: { kind: "throttle", key, endsAt: moment.at, limit: step.limit },
      state: null,
    };
  },
  resume(step, _state, answer) {
    if (answer.kind !== "throttle") throw new Error("A throttle was given another answer than it asked for.");
    const values = { hits: answer.hits, limit: step.limit, until: new Date(answer.endsAt).toISOString() };
    if (answer.isAllowed) return { kind: "done", notes: [["throttle.passed", values]] };
    return { kind: "halt", notes: [["throttle.stopped", values]] };
  },
};
