import type { CompiledStep, CompiledWorkflow, WorkflowIds } from "./compiled.js";
import { Compiling } from "./compiling.js";
import { dataChecker } from "./data-schema.js";
import type { StepDocument, StepOf, StepType, WorkflowDocument } from "./document.js";
import type { StepDefinition, StepSetting } from "./steps/step-definition.js";
import { STEPS } from "./steps/step-table.js";

/** Makes a valid document ready to run. Throws only for a document that `parseWorkflow` would refuse. */
export function compileWorkflow(document: WorkflowDocument, ids: WorkflowIds): CompiledWorkflow {
  const compiling = new Compiling();
  const steps = new Map<string, CompiledStep>();
  const conditions = compiling.condition(document.conditions);
  const first = compileSteps(document.steps, null, { compiling, steps });
  const { key, name, categories, settings, feedData } = document;
  return {
    ...ids,
    key,
    name,
    categories,
    settings,
    conditions,
    feedData,
    steps,
    first,
    reads: { ...compiling.reads(steps.keys()), preferences: JSON.stringify(document).includes("preferences") },
    checkData: dataChecker(document.dataSchema),
  };
}

interface Progress {
  compiling: Compiling;
  steps: Map<string, CompiledStep>;
}

/** Adds the steps in document order; answers where to begin. */
function compileSteps(list: readonly StepDocument[], next: string | null, progress: Progress): string | null {
  for (const [index, step] of list.entries()) {
    const inner: Progress = { compiling: progress.compiling, steps: new Map() };
    const compiled = compileStep(step.type, step, {
      next: list[index + 1]?.ref ?? next,
      compiling: progress.compiling,
      compileSteps: (steps, after) => compileSteps(steps, after, inner),
    });
    progress.steps.set(step.ref, compiled);
    for (const [ref, each] of inner.steps) progress.steps.set(ref, each);
  }
  return list[0]?.ref ?? next;
}

function compileStep<Type extends StepType>(type: Type, step: StepOf<Type>, setting: StepSetting): CompiledStep {
  const definition: StepDefinition<Type> = STEPS[type];
  return definition.compile(step, setting);
}
