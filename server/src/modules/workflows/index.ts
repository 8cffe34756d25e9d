export {
  Workflow,
  SaveWorkflowInput,
  SaveWorkflowPayload,
  CommitWorkflowInput,
  CommitWorkflowPayload,
} from "./workflow.schema.js";
