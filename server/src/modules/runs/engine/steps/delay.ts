import type { StepProgram } from "../types.js";
import type { CompiledStep } from "../../../workflows/pure.js";
import { dueTimeOf } from "./due-time.js";

const BOUNDS = { max: { unit: "days", value: 365 } } as const;

/** Waits. A time that cannot be read, or has passed, is no reason to hold anything back: the step is skipped. */
export const delayProgram: StepProgram<Extract<CompiledStep, { type: "delay" }>> = {
  start(step, view) {
    if (view.context.trigger.skipsDelays) return { kind: "done", notes: [["delay.skipped_by_trigger", {}]] };
    const moment = dueTimeOf(step.time, view, BOUNDS);
    if (!moment.ok) return { kind: "done", wasSkipped: true, notes: [["delay.skipped", moment.values]] };
    const until = new Date(moment.at).toISOString();
    return { kind: "sleep", until: moment.at, state: null, notes: [["delay.waiting", { until }]] };
  },
  resume: () => ({ kind: "done", notes: [["delay.over", {}]] }),
};
