import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const HappenedMessagesDocument: TypedDocument<types.HappenedMessagesQuery, types.HappenedMessagesQueryVariables> =
  "query HappenedMessages($filter:MessageFilterInput!$after:String){messages(filter:$filter first:50 after:$after){nodes{...ListedMessage}pageInfo{...PageEnd}}}fragment ListedMessage on Message{__typename id workflowKey channelKey deliveryStatus seenAt readAt interactedAt archivedAt createdAt updatedAt recipient{...Person}}fragment PageEnd on PageInfo{hasNextPage endCursor isCutShort}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const HappenedRunsDocument: TypedDocument<types.HappenedRunsQuery, types.HappenedRunsQueryVariables> =
  "query HappenedRuns($filter:RunFilterInput!$after:String){runs(filter:$filter first:50 after:$after){nodes{...ListedRun}pageInfo{...PageEnd}}}fragment Decision on TraceEntry{at stepRef code message values}fragment ListedRun on Run{id workflowKey version status stepRef wakesAt createdAt finishedAt outcome{...Decision}recipient{...Person}}fragment PageEnd on PageInfo{hasNextPage endCursor isCutShort}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";
