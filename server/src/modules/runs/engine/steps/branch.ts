import type { JsonObject } from "../../../../platform/json.js";
import { ConditionWork, evaluateCondition } from "../../../conditions/index.js";
import type { CompiledStep } from "../../../workflows/pure.js";
import type { StepProgram } from "../types.js";

/** Takes the first branch whose conditions hold; the last branch has none. */
export const branchProgram: StepProgram<Extract<CompiledStep, { type: "branch" }>> = {
  start(step, view) {
    const notTaken: JsonObject[] = [];
    const work = new ConditionWork();
    for (const branch of step.branches) {
      const evaluation =
        branch.conditions && evaluateCondition(branch.conditions, view.conditionScope(), view.now, work);
      if (evaluation && !evaluation.isMet) {
        notTaken.push({ branch: branch.name, comparisons: evaluation.decidedBy });
        continue;
      }
      const values = { branch: branch.name, comparisons: evaluation?.decidedBy ?? [], notTaken };
      return { kind: "done", goTo: branch.first, notes: [["branch.taken", values]] };
    }
    return { kind: "done", notes: [["branch.none", { notTaken }]] };
  },
  resume: () => ({ kind: "done" }),
};
