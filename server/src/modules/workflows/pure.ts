export { compileWorkflow } from "./compile-workflow.js";
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
  WorkflowReads,
} from "./compiled.js";
export type { StepDocument, WorkflowDocument, WorkflowSettings } from "./document.js";
export { parseWorkflow } from "./parse-workflow.js";
export type { ParsedWorkflow } from "./parse-workflow.js";
export { readValue } from "./read-value.js";
export type { WorkflowSurroundings } from "./reading.js";
