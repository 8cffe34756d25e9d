import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const SetWorkflowActiveDocument: TypedDocument<types.SetWorkflowActiveMutation, types.SetWorkflowActiveMutationVariables> =
  "mutation SetWorkflowActive($input:SetWorkflowActiveInput!){setWorkflowActive(input:$input){workflow{...OpenWorkflow}}}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";

export const WorkflowDocument: TypedDocument<types.WorkflowQuery, types.WorkflowQueryVariables> =
  "query Workflow($key:String!){workflow(workflowKey:$key){...OpenWorkflow}}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";
