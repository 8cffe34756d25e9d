import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const OverviewDocument: TypedDocument<types.OverviewQuery, types.OverviewQueryVariables> =
  "query Overview($since:DateTime!){workflows(first:100){nodes{id workflowKey name committedVersion updatedAt versions(first:1){nodes{number committedAt message author{name}}}}}users(first:1){nodes{id}}outcomes:stats(input:{interval:HOUR groupBy:OUTCOME range:{from:$since}}){series{groupKey totals{runs}}}today:stats(input:{interval:HOUR range:{from:$since}}){series{totals{sent seen read}}}anyTrigger:triggers(first:1){nodes{id}}messages(first:20){nodes{id seenAt}}deliveryHealth{channelKey providerKey attemptCount failureCount breaker queuedCount oldestQueuedSeconds}deadLetters{channelKey reason count lastAt}}";

export const OverviewBacklogDocument: TypedDocument<types.OverviewBacklogQuery, types.OverviewBacklogQueryVariables> =
  "query OverviewBacklog{backlog{dueRunCount lagSeconds openBatchCount queuedMessageCount waitingRunCount}}";
