import type { TypedDocument } from "../typed-document.js";
import type * as types from "./operations.js";

export const WorkflowDocumentsDocument: TypedDocument<types.WorkflowDocumentsQuery, types.WorkflowDocumentsQueryVariables> =
  "query WorkflowDocuments($after:String){workflows(first:100 after:$after){nodes{workflowKey document}pageInfo{hasNextPage endCursor}}}";
