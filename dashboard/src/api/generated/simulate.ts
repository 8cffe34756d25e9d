import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const KnownUsersDocument: TypedDocument<types.KnownUsersQuery, types.KnownUsersQueryVariables> =
  "query KnownUsers{users(first:50){nodes{id userId name}}}";

export const RecentTriggersDocument: TypedDocument<types.RecentTriggersQuery, types.RecentTriggersQueryVariables> =
  "query RecentTriggers($filter:TriggerFilterInput!){triggers(filter:$filter first:5){nodes{id acceptedAt data actor{...Person}runs(first:5){nodes{recipient{...Person}}}}}}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}";

export const SendForRealDocument: TypedDocument<types.SendForRealMutation, types.SendForRealMutationVariables> =
  "mutation SendForReal($input:NotifyInput!){notify(input:$input){trigger{id}}}";

export const SimulateDocument: TypedDocument<types.SimulateQuery, types.SimulateQueryVariables> =
  "query Simulate($input:SimulateInput!){simulate(input:$input){runs{status recipient{...Person}trace{...Decision}}messages{at stepRef channelKey activityCount recipient{...Person}content{...ShownContent}}}}fragment Decision on TraceEntry{at stepRef code message values}fragment Person on Recipient{__typename id name ...on User{userId}...on RecipientObject{collection objectId}}fragment ShownContent on MessageContent{__typename ...on FeedContent{blocks{__typename name ...on MarkdownBlock{html}...on TextBlock{text}...on ButtonsBlock{buttons{name label action}}}}...on EmailContent{from to cc replyTo subject html htmlByteCount plain:text}...on SmsContent{to words:text segmentCount}...on PushContent{title body isSilent data}...on ChatContent{markdown:text summary payload}...on WebhookContent{method url query headers body}}";
