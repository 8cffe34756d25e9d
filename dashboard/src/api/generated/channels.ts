import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ChangeChannelDocument: TypedDocument<types.ChangeChannelMutation, types.ChangeChannelMutationVariables> =
  "mutation ChangeChannel($input:UpdateChannelInput!){updateChannel(input:$input){channel{id}}}";

export const ChannelsDocument: TypedDocument<types.ChannelsQuery, types.ChannelsQueryVariables> =
  "query Channels{channels(first:100){nodes{...OneChannel}}providers{...OneProvider}deliveryHealth{...Health}}fragment Health on DeliveryHealth{channelKey providerKey attemptCount failureCount p50Ms p95Ms queuedCount oldestQueuedSeconds}fragment OneChannel on Channel{id channelKey name type isDefault isSandbox onUncertain callbackUrl breaker breakers{providerKey state code reason retryAt stoppedAt}issues{path code message}providers{providerKey settings}}fragment OneProvider on Provider{providerKey name channelType guarantee onUncertain settingsSchema}";

export const CheckChannelDocument: TypedDocument<types.CheckChannelMutation, types.CheckChannelMutationVariables> =
  "mutation CheckChannel($input:CheckChannelInput!){checkChannel(input:$input){checks{...Check}}}fragment Check on SettingsCheck{providerKey state code message}";

export const CreateChannelDocument: TypedDocument<types.CreateChannelMutation, types.CreateChannelMutationVariables> =
  "mutation CreateChannel($input:CreateChannelInput!){createChannel(input:$input){channel{id}}}";

export const DeleteChannelDocument: TypedDocument<types.DeleteChannelMutation, types.DeleteChannelMutationVariables> =
  "mutation DeleteChannel($input:DeleteChannelInput!){deleteChannel(input:$input){wasKnown}}";

export const ResumeChannelDocument: TypedDocument<types.ResumeChannelMutation, types.ResumeChannelMutationVariables> =
  "mutation ResumeChannel($input:ResumeChannelInput!){resumeChannel(input:$input){resumedCount}}";

export const RotateCallbackUrlDocument: TypedDocument<types.RotateCallbackUrlMutation, types.RotateCallbackUrlMutationVariables> =
  "mutation RotateCallbackUrl($input:RotateCallbackSecretInput!){rotateCallbackSecret(input:$input){channel{id callbackUrl}}}";

export const SendTestDocument: TypedDocument<types.SendTestMutation, types.SendTestMutationVariables> =
  "mutation SendTest($input:SendTestMessageInput!){sendTestMessage(input:$input){attempt{...Attempt}}}fragment Attempt on DeliveryAttempt{at number providerKey outcome code durationMs reason retryAt request response isPossibleDuplicate}";
