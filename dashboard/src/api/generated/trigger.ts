import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const TriggerDocument: TypedDocument<types.TriggerQuery, types.TriggerQueryVariables> =
  "query Trigger($id:ID!){trigger(id:$id){...ListedTrigger data}}fragment ListedTrigger on Trigger{id workflowKey version status runCount failure acceptedAt cancellationKey isSandbox actor{...Person}tenant{tenantId name}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const TriggerRunsDocument: TypedDocument<types.TriggerRunsQuery, types.TriggerRunsQueryVariables> =
  "query TriggerRuns($id:ID!$first:Int$after:String){trigger(id:$id){id runs(first:$first after:$after){nodes{id status outcome{...Decision}recipient{...Person}}pageInfo{...PageEnd}}}}fragment Decision on TraceEntry{at stepRef code message values}fragment PageEnd on PageInfo{hasNextPage endCursor isCutShort}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";
