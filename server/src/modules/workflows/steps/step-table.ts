import { batchStep } from "./batch.js";
import { branchStep } from "./branch.js";
import { channelStep } from "./channel.js";
import { delayStep } from "./delay.js";
import type { StepDefinition } from "./step-definition.js";
import type { StepType } from "../document/document.js";
import { throttleStep } from "./throttle.js";

/** Every step type. A new type is a file here, a line here, and a folder in the engine's steps. */
export const STEPS: { readonly [Type in StepType]: StepDefinition<Type> } = {
  channel: channelStep,
  delay: delayStep,
  batch: batchStep,
  throttle: throttleStep,
  branch: branchStep,
};

export const STEP_TYPES: readonly string[] = Object.keys(STEPS);

export function isStepType(type: unknown): type is StepType {
  return typeof type === "string" && Object.hasOwn(STEPS, type);
}
