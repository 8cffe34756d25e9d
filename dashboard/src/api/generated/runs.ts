import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const RunsDocument: TypedDocument<types.RunsQuery, types.RunsQueryVariables> =
  "query Runs($filter:RunFilterInput$first:Int$after:String){runs(filter:$filter first:$first after:$after){nodes{...ListedRun}pageInfo{...PageEnd}}}fragment Decision on TraceEntry{at stepRef code message values}fragment ListedRun on Run{id workflowKey version status stepRef wakesAt createdAt finishedAt outcome{...Decision}recipient{...Person}}fragment PageEnd on PageInfo{hasNextPage endCursor isCutShort}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const RunsChangedDocument: TypedDocument<types.RunsChangedSubscription, types.RunsChangedSubscriptionVariables> =
  "subscription RunsChanged($filter:RunFilterInput){runsChanged(filter:$filter){isReset omittedCount removedIds nodes{...ListedRun}}}fragment Decision on TraceEntry{at stepRef code message values}fragment ListedRun on Run{id workflowKey version status stepRef wakesAt createdAt finishedAt outcome{...Decision}recipient{...Person}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";
