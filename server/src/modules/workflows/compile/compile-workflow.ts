import type { JsonObject } from "../../../platform/json.js";
import type { AttachmentsPlace } from "../../attachments/pure.js";
import type { CompiledStep, CompiledWorkflow, WorkflowIds } from "../document/compiled.js";
import { CompileContext } from "../document/compile-context.js";
import { dataChecker, type DataChecker } from "../data-schema/data-schema.js";
import type { StepDocument, StepOf, StepType, WorkflowDocument } from "../document/document.js";
import type { StepDefinition, StepSetting } from "../steps/step-definition.js";
import { STEPS } from "../steps/step-table.js";

export interface CompileOptions {
  /** Additional link schemes of the environment; none by default. */
  linkSchemes?: readonly string[];
  /** Checks data against `dataSchema`; `dataChecker` by default. */
  checkerOf?: (schema: JsonObject | null) => DataChecker;
}

/** Makes a valid document ready to run. Throws only for a document that `parseWorkflow` would refuse. */
export function compileWorkflow(
  document: WorkflowDocument,
  ids: WorkflowIds,
  { linkSchemes = [], checkerOf = dataChecker }: CompileOptions = {},
): CompiledWorkflow {
  const context = new CompileContext(linkSchemes);
  const steps = new Map<string, CompiledStep>();
  const conditions = context.condition(document.conditions);
  const first = compileSteps(document.steps, null, { context, steps });
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
    attachments: attachmentsOf(steps.values()),
    readsPreferences: JSON.stringify(document).includes("preferences"),
    checkData: checkerOf(document.dataSchema),
  };
}

/** Each key once; a key that one template names is named. */
function attachmentsOf(steps: Iterable<CompiledStep>): AttachmentsPlace[] {
  const places = new Map<string, AttachmentsPlace>();
  for (const step of steps) {
    const place = step.type === "channel" ? step.template.attachments : undefined;
    if (place && !places.get(place.key)?.isNamed) places.set(place.key, place);
  }
  return [...places.values()];
}

interface Progress {
  context: CompileContext;
  steps: Map<string, CompiledStep>;
}

/** Adds the steps in document order. Returns the first step. */
function compileSteps(list: readonly StepDocument[], next: string | null, progress: Progress): string | null {
  for (const [index, step] of list.entries()) {
    const inner: Progress = { context: progress.context, steps: new Map() };
    const compiled = compileStep(step.type, step, {
      next: list[index + 1]?.ref ?? next,
      context: progress.context,
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
