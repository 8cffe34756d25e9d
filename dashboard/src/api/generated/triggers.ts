import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const TriggersDocument: TypedDocument<types.TriggersQuery, types.TriggersQueryVariables> =
  "query Triggers($filter:TriggerFilterInput$first:Int$after:String){triggers(filter:$filter first:$first after:$after){nodes{...ListedTrigger}pageInfo{...PageEnd}}}fragment ListedTrigger on Trigger{id workflowKey version status runCount failure acceptedAt cancellationKey isSandbox actor{...Person}tenant{tenantId name}}fragment PageEnd on PageInfo{hasNextPage endCursor isCutShort}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const TriggersChangedDocument: TypedDocument<types.TriggersChangedSubscription, types.TriggersChangedSubscriptionVariables> =
  "subscription TriggersChanged($filter:TriggerFilterInput){triggersChanged(filter:$filter){isReset omittedCount removedIds nodes{...ListedTrigger}}}fragment ListedTrigger on Trigger{id workflowKey version status runCount failure acceptedAt cancellationKey isSandbox actor{...Person}tenant{tenantId name}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";
