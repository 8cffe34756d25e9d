import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const WorkflowsDocument: TypedDocument<types.WorkflowsQuery, types.WorkflowsQueryVariables> =
  "query Workflows($first:Int!$after:String){workflows(first:$first after:$after){nodes{...ListedWorkflow}pageInfo{hasNextPage endCursor}}}fragment ListedWorkflow on Workflow{id workflowKey name categories isActive committedVersion hasDraft updatedAt document}";
