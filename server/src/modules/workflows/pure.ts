export { checkOverrides } from "./document/check-overrides.js";
export { checkTemplate } from "./document/check-template.js";
export { compileWorkflow } from "./compile/compile-workflow.js";
export type {
  CompiledBatchStep,
  CompiledBranch,
  CompiledBranchStep,
  CompiledChannelStep,
  CompiledDelayStep,
  CompiledStep,
  CompiledThrottleStep,
  CompiledTime,
  CompiledValue,
  CompiledWorkflow,
  WorkflowIds,
} from "./document/compiled.js";
export type { ReadSync, StepDocument, WorkflowDocument, WorkflowSettings } from "./document/document.js";
export { parseWorkflow } from "./parse/parse-workflow.js";
export type { ParsedWorkflow } from "./parse/parse-workflow.js";
export { readValue } from "./compile/read-value.js";
export type { WorkflowSurroundings } from "./document/parse-context.js";
