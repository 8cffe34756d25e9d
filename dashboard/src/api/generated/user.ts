import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const SetUserPreferencesDocument: TypedDocument<types.SetUserPreferencesMutation, types.SetUserPreferencesMutationVariables> =
  "mutation SetUserPreferences($input:SetPreferencesInput!){setPreferences(input:$input){preferences{id}}}";

export const UserDocument: TypedDocument<types.UserQuery, types.UserQueryVariables> =
  "query User($userId:ID!$tenantId:ID){user(userId:$userId){...ListedUser avatar locale timezone createdAt properties preferences(tenantId:$tenantId){commercialSubscribed choices{category workflowKey name channelType isAllowed isFixed code rule{...Rule}}rules{...Rule}}subscriptions(first:100){nodes{id object{collection objectId name}}}}}fragment ListedUser on User{id userId name email phoneNumber updatedAt}fragment Rule on PreferenceRule{allow category workflowKey channelKey channelType when source overridesRecipient}";
