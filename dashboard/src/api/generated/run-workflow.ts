import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const RunWorkflowDocument: TypedDocument<types.RunWorkflowQuery, types.RunWorkflowQueryVariables> =
  "query RunWorkflow($key:String!$version:Int!){workflow(workflowKey:$key){version(number:$version){document}}}";
