import { addDuration } from "../../../timing/index.js";
import type { CompiledStep } from "../../../workflows/pure.js";
import type { StepProgram } from "../types.js";
import { groupKeyOf } from "./group-key.js";
import { dueTimeOf } from "./due-time.js";

const BOUNDS = { max: { unit: "days", value: 365 } } as const;

/** Collects runs of one recipient and key. When the window closes, the first run continues for all. */
export const batchProgram: StepProgram<Extract<CompiledStep, { type: "batch" }>> = {
  start(step, view) {
    const moment = dueTimeOf(step.time, view, BOUNDS);
    if (!moment.ok) return { kind: "done", wasSkipped: true, notes: [["batch.skipped", moment.values]] };
    const { key, isMissing } = groupKeyOf(step.key, view);
    const request = {
      kind: "batch" as const,
      key,
      closesAt: moment.at,
      sliding:
        step.slidingLimit === null
          ? null
          : { closesAtMost: addDuration(view.now, step.slidingLimit, view.context.zone) },
      maxItems: step.maxItems,
      isLeading: step.mode === "flush_leading",
      isPinned: step.versionMode === "pinned",
    };
    return { kind: "ask", request, state: null, ...(isMissing && { notes: [["batch.key_missing", {}]] }) };
  },
  resume(_step, _state, answer) {
    if (answer.kind === "batchClosed") {
      const { total, totalActors } = answer.summary;
      return { kind: "done", notes: [["batch.closed", { activities: total, actors: totalActors }]] };
    }
    if (answer.kind !== "batch") throw new Error("A batch was given another answer than it asked for.");
    const values = { closesAt: new Date(answer.closesAt).toISOString(), items: answer.itemCount };
    if (answer.role === "led") return { kind: "done", notes: [["batch.led", values]] };
    return { kind: "await", batchId: answer.batchId, state: null, notes: [[`batch.${answer.role}`, values]] };
  },
};
