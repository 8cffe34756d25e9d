export { WorkflowVersion } from "./history/version.schema.js";
export { Workflow } from "./workflow.schema.js";
export { toVersion } from "./history/version-view.schema.js";
export type { WorkflowHistory } from "./history/workflow-history.service.js";
export { WorkflowService } from "./workflow.service.js";
export { WorkflowVersions } from "./workflow-versions.service.js";
export type { BatchVersion, CommittedWorkflow } from "./workflow-versions.service.js";
