import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const MessagesDocument: TypedDocument<types.MessagesQuery, types.MessagesQueryVariables> =
  "query Messages($filter:MessageFilterInput$first:Int$after:String){messages(filter:$filter first:$first after:$after){nodes{...ListedMessage}pageInfo{...PageEnd}}}fragment ListedMessage on Message{__typename id workflowKey channelKey deliveryStatus seenAt readAt interactedAt archivedAt createdAt updatedAt recipient{...Person}}fragment PageEnd on PageInfo{hasNextPage endCursor isCutShort}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const MessagesChangedDocument: TypedDocument<types.MessagesChangedSubscription, types.MessagesChangedSubscriptionVariables> =
  "subscription MessagesChanged($filter:MessageFilterInput){messagesChanged(filter:$filter){isReset omittedCount removedIds nodes{...ListedMessage}}}fragment ListedMessage on Message{__typename id workflowKey channelKey deliveryStatus seenAt readAt interactedAt archivedAt createdAt updatedAt recipient{...Person}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";
