import { evaluateCondition } from "../../conditions/index.js";
import type { Answer, Next, RunView } from "./types.js";

/** The checks before the first step: the workflow's own conditions, then its trigger frequency. */
export function startRun(view: RunView): Next {
  const { workflow } = view.context;
  const frequency = workflow.settings.triggerFrequency;
  if (workflow.conditions) {
    const evaluation = evaluateCondition(workflow.conditions, view.conditionScope(), view.now);
    const values = { comparisons: evaluation.decidedBy };
    if (!evaluation.isMet) return { kind: "halt", notes: [["run.conditions_not_met", values]] };
  }
  if (frequency === "every_trigger") return { kind: "done", goTo: workflow.first };
  return {
    kind: "ask",
    request: { kind: "frequency", isPerTenant: frequency === "once_per_recipient_per_tenant" },
    state: null,
  };
}

/** Continues after the answer about the frequency limit. */
export function resumeStart(answer: Answer, view: RunView): Next {
  if (answer.kind !== "frequency") throw new Error("The start of a run was given another answer than it asked for.");
  const { first, settings } = view.context.workflow;
  if (answer.isFirst) return { kind: "done", goTo: first };
  return { kind: "halt", notes: [["run.frequency_reached", { frequency: settings.triggerFrequency }]] };
}
