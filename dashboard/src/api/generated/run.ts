import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ChangeOneRunDocument: TypedDocument<types.ChangeOneRunMutation, types.ChangeOneRunMutationVariables> =
  "mutation ChangeOneRun($input:ChangeRunsInput!){changeRuns(input:$input){changedCount}}";

export const RunDocument: TypedDocument<types.RunQuery, types.RunQueryVariables> =
  "query Run($id:ID!){run(id:$id){...ListedRun through tenant{tenantId name}trigger{id acceptedAt}trace{...Decision}messages{id channelKey deliveryStatus createdAt seenAt readAt interactedAt}}}fragment Decision on TraceEntry{at stepRef code message values}fragment ListedRun on Run{id workflowKey version status stepRef wakesAt createdAt finishedAt outcome{...Decision}recipient{...Person}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";
