import { evaluateCondition } from "../../conditions/index.js";
import type { CompiledStep } from "../../workflows/pure.js";
import type { StepProgram } from "../engine/types.js";

/** Takes the first branch whose conditions hold; the last has none. */
export const branchProgram: StepProgram<Extract<CompiledStep, { type: "branch" }>> = {
  start(step, view) {
    for (const branch of step.branches) {
      const evaluation = branch.conditions && evaluateCondition(branch.conditions, view.conditionScope(), view.now);
      if (evaluation && !evaluation.isMet) continue;
      const goTo = branch.first;
      return {
        kind: "done",
        goTo,
        notes: [["branch.taken", { branch: branch.name, comparisons: evaluation?.decidedBy ?? [] }]],
      };
    }
    return { kind: "done", notes: [["branch.none", {}]] };
  },
  resume: () => ({ kind: "done" }),
};
