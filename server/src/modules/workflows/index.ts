export { WorkflowVersion } from "./history/version.schema.js";
export { Workflow } from "./workflow.schema.js";
export { WorkflowService } from "./workflow.service.js";
export { WorkflowVersions } from "./workflow-versions.service.js";
export type { BatchVersion, CommittedWorkflow } from "./workflow-versions.service.js";
