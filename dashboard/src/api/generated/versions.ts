import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const RevertWorkflowDocument: TypedDocument<types.RevertWorkflowMutation, types.RevertWorkflowMutationVariables> =
  "mutation RevertWorkflow($input:RevertWorkflowInput!){revertWorkflow(input:$input){workflow{...OpenWorkflow}}}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";

export const VersionsDocument: TypedDocument<types.VersionsQuery, types.VersionsQueryVariables> =
  "query Versions($key:String!$first:Int!$after:String){workflow(workflowKey:$key){...OpenWorkflow versions(first:$first after:$after){nodes{...ListedVersion}pageInfo{hasNextPage endCursor}}}}fragment ListedVersion on WorkflowVersion{id number committedAt message revertOf unfinishedRunCount author{name}document}fragment OpenWorkflow on Workflow{id workflowKey name isActive committedVersion hasDraft draftRevision draftSavedBy{name}updatedAt document committedDocument}";
