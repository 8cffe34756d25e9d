import type { TypedDocument } from "../typed-document.js";
import type * as types from "./operations.js";

export const CancelDocument: TypedDocument<types.CancelMutation, types.CancelMutationVariables> =
  "mutation Cancel($input:CancelInput!){cancel(input:$input){cancelledRunCount}}";

export const FeedChangedDocument: TypedDocument<types.FeedChangedSubscription, types.FeedChangedSubscriptionVariables> =
  "subscription FeedChanged($recipient:RecipientRefInput$channelKey:String$tenantId:ID$filter:FeedFilterInput$afterVersion:FeedVersion){feedChanged(recipient:$recipient channelKey:$channelKey tenantId:$tenantId filter:$filter afterVersion:$afterVersion){feed{...FeedHead}items{...FeedItem}removedIds isReset}}fragment FeedHead on Feed{id version counts{total unread unseen}}fragment FeedItem on FeedItem{__typename id position version workflowKey categories channelKey deliveryStatus data tenant{id tenantId name}blocks{__typename name ...on TextBlock{text}...on MarkdownBlock{html}...on ButtonsBlock{buttons{name label action}}}actors{...RecipientSummary}actorCount activityCount seenAt readAt interactedAt linkClickedAt archivedAt snoozedUntil pinnedAt createdAt updatedAt}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const FeedCountsDocument: TypedDocument<types.FeedCountsQuery, types.FeedCountsQueryVariables> =
  "query FeedCounts($recipient:RecipientRefInput$channelKey:String$tenantId:ID$filter:FeedFilterInput!){feed(recipient:$recipient channelKey:$channelKey tenantId:$tenantId){id version filteredCounts(filter:$filter){total unread unseen isExact}}}";

export const FeedItemActivitiesDocument: TypedDocument<types.FeedItemActivitiesQuery, types.FeedItemActivitiesQueryVariables> =
  "query FeedItemActivities($id:ID!$first:Int$after:String){node(id:$id){...on FeedItem{id activities(first:$first after:$after){nodes{id actor{...RecipientSummary}data createdAt}pageInfo{hasNextPage endCursor}}}}}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const IdentifyDocument: TypedDocument<types.IdentifyMutation, types.IdentifyMutationVariables> =
  "mutation Identify($input:IdentifyInput!){identify(input:$input){user{...UserFields}}}fragment UserFields on User{id userId name avatar email phoneNumber timezone locale properties createdAt updatedAt}";

export const MarkFeedDocument: TypedDocument<types.MarkFeedMutation, types.MarkFeedMutationVariables> =
  "mutation MarkFeed($input:MarkFeedInput!){markFeed(input:$input){feed{...FeedHead}changedCount markedAt}}fragment FeedHead on Feed{id version counts{total unread unseen}}";

export const MarkMessagesDocument: TypedDocument<types.MarkMessagesMutation, types.MarkMessagesMutationVariables> =
  "mutation MarkMessages($input:MarkMessagesInput!){markMessages(input:$input){messages{__typename id ...FeedItem}feeds{...FeedHead}missingIds}}fragment FeedHead on Feed{id version counts{total unread unseen}}fragment FeedItem on FeedItem{__typename id position version workflowKey categories channelKey deliveryStatus data tenant{id tenantId name}blocks{__typename name ...on TextBlock{text}...on MarkdownBlock{html}...on ButtonsBlock{buttons{name label action}}}actors{...RecipientSummary}actorCount activityCount seenAt readAt interactedAt linkClickedAt archivedAt snoozedUntil pinnedAt createdAt updatedAt}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const NotifyDocument: TypedDocument<types.NotifyMutation, types.NotifyMutationVariables> =
  "mutation Notify($input:NotifyInput!){notify(input:$input){trigger{...TriggerFields}isReplay}}fragment TriggerFields on Trigger{id workflowKey status runCount acceptedAt}";

export const NotifyManyDocument: TypedDocument<types.NotifyManyMutation, types.NotifyManyMutationVariables> =
  "mutation NotifyMany($input:NotifyManyInput!){notifyMany(input:$input){results{trigger{...TriggerFields}isReplay error{code message issues{path code message}}}}}fragment TriggerFields on Trigger{id workflowKey status runCount acceptedAt}";

export const PinMessagesDocument: TypedDocument<types.PinMessagesMutation, types.PinMessagesMutationVariables> =
  "mutation PinMessages($input:PinMessagesInput!){pinMessages(input:$input){messages{__typename id ...FeedItem}feeds{...FeedHead}missingIds}}fragment FeedHead on Feed{id version counts{total unread unseen}}fragment FeedItem on FeedItem{__typename id position version workflowKey categories channelKey deliveryStatus data tenant{id tenantId name}blocks{__typename name ...on TextBlock{text}...on MarkdownBlock{html}...on ButtonsBlock{buttons{name label action}}}actors{...RecipientSummary}actorCount activityCount seenAt readAt interactedAt linkClickedAt archivedAt snoozedUntil pinnedAt createdAt updatedAt}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const SetObjectDocument: TypedDocument<types.SetObjectMutation, types.SetObjectMutationVariables> =
  "mutation SetObject($input:ObjectInput!){setObject(input:$input){object{id collection objectId name avatar properties createdAt updatedAt}}}";

export const SetPreferencesDocument: TypedDocument<types.SetPreferencesMutation, types.SetPreferencesMutationVariables> =
  "mutation SetPreferences($input:SetPreferencesInput!){setPreferences(input:$input){preferences{...PreferenceSetFields}}}fragment PreferenceSetFields on PreferenceSet{id tenant{id tenantId name}commercialSubscribed rules{workflowKey category channelType channelKey allow when source}}";

export const SetTenantDocument: TypedDocument<types.SetTenantMutation, types.SetTenantMutationVariables> =
  "mutation SetTenant($input:TenantInput!){setTenant(input:$input){tenant{id tenantId name properties}}}";

export const SnoozeMessagesDocument: TypedDocument<types.SnoozeMessagesMutation, types.SnoozeMessagesMutationVariables> =
  "mutation SnoozeMessages($input:SnoozeMessagesInput!){snoozeMessages(input:$input){messages{__typename id ...FeedItem}feeds{...FeedHead}missingIds}}fragment FeedHead on Feed{id version counts{total unread unseen}}fragment FeedItem on FeedItem{__typename id position version workflowKey categories channelKey deliveryStatus data tenant{id tenantId name}blocks{__typename name ...on TextBlock{text}...on MarkdownBlock{html}...on ButtonsBlock{buttons{name label action}}}actors{...RecipientSummary}actorCount activityCount seenAt readAt interactedAt linkClickedAt archivedAt snoozedUntil pinnedAt createdAt updatedAt}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const SubscribeDocument: TypedDocument<types.SubscribeMutation, types.SubscribeMutationVariables> =
  "mutation Subscribe($input:SubscribeInput!){subscribe(input:$input){changedCount}}";

export const UndoMarkFeedDocument: TypedDocument<types.UndoMarkFeedMutation, types.UndoMarkFeedMutationVariables> =
  "mutation UndoMarkFeed($input:UndoMarkFeedInput!){undoMarkFeed(input:$input){feed{...FeedHead}changedCount}}fragment FeedHead on Feed{id version counts{total unread unseen}}";

export const UnpinMessagesDocument: TypedDocument<types.UnpinMessagesMutation, types.UnpinMessagesMutationVariables> =
  "mutation UnpinMessages($input:UnpinMessagesInput!){unpinMessages(input:$input){messages{__typename id ...FeedItem}feeds{...FeedHead}missingIds}}fragment FeedHead on Feed{id version counts{total unread unseen}}fragment FeedItem on FeedItem{__typename id position version workflowKey categories channelKey deliveryStatus data tenant{id tenantId name}blocks{__typename name ...on TextBlock{text}...on MarkdownBlock{html}...on ButtonsBlock{buttons{name label action}}}actors{...RecipientSummary}actorCount activityCount seenAt readAt interactedAt linkClickedAt archivedAt snoozedUntil pinnedAt createdAt updatedAt}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const UnsnoozeMessagesDocument: TypedDocument<types.UnsnoozeMessagesMutation, types.UnsnoozeMessagesMutationVariables> =
  "mutation UnsnoozeMessages($input:UnsnoozeMessagesInput!){unsnoozeMessages(input:$input){messages{__typename id ...FeedItem}feeds{...FeedHead}missingIds}}fragment FeedHead on Feed{id version counts{total unread unseen}}fragment FeedItem on FeedItem{__typename id position version workflowKey categories channelKey deliveryStatus data tenant{id tenantId name}blocks{__typename name ...on TextBlock{text}...on MarkdownBlock{html}...on ButtonsBlock{buttons{name label action}}}actors{...RecipientSummary}actorCount activityCount seenAt readAt interactedAt linkClickedAt archivedAt snoozedUntil pinnedAt createdAt updatedAt}fragment RecipientSummary on Recipient{__typename id name avatar ...on User{userId}...on RecipientObject{collection objectId}}";

export const UnsubscribeDocument: TypedDocument<types.UnsubscribeMutation, types.UnsubscribeMutationVariables> =
  "mutation Unsubscribe($input:UnsubscribeInput!){unsubscribe(input:$input){changedCount}}";

export const ViewerPreferencesDocument: TypedDocument<types.ViewerPreferencesQuery, types.ViewerPreferencesQueryVariables> =
  "query ViewerPreferences($tenantId:ID){viewer{id preferences(tenantId:$tenantId){...PreferenceSetFields}}}fragment PreferenceSetFields on PreferenceSet{id tenant{id tenantId name}commercialSubscribed rules{workflowKey category channelType channelKey allow when source}}";
