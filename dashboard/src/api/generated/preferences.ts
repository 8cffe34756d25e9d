import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const DefaultPreferencesDocument: TypedDocument<types.DefaultPreferencesQuery, types.DefaultPreferencesQueryVariables> =
  "query DefaultPreferences($tenantId:ID){defaultPreferences(tenantId:$tenantId){...Layer preferences{...Choices}}}fragment Choices on PreferenceSet{commercialSubscribed choices{category workflowKey name channelType isAllowed isFixed code rule{...Rule}}}fragment Layer on PreferenceLayer{source tenantId commercialSubscribed updatedAt rules{...Rule}}fragment Rule on PreferenceRule{allow category workflowKey channelKey channelType when source overridesRecipient}";

export const PreferencesOfObjectDocument: TypedDocument<types.PreferencesOfObjectQuery, types.PreferencesOfObjectQueryVariables> =
  "query PreferencesOfObject($collection:String!$objectId:ID!$recipient:RecipientRefInput!$tenantId:ID){object(collection:$collection objectId:$objectId){preferences(tenantId:$tenantId){...Choices}}preferenceLayers(recipient:$recipient tenantId:$tenantId){...Layer}}fragment Choices on PreferenceSet{commercialSubscribed choices{category workflowKey name channelType isAllowed isFixed code rule{...Rule}}}fragment Layer on PreferenceLayer{source tenantId commercialSubscribed updatedAt rules{...Rule}}fragment Rule on PreferenceRule{allow category workflowKey channelKey channelType when source overridesRecipient}";

export const PreferencesOfUserDocument: TypedDocument<types.PreferencesOfUserQuery, types.PreferencesOfUserQueryVariables> =
  "query PreferencesOfUser($userId:ID!$recipient:RecipientRefInput!$tenantId:ID){user(userId:$userId){preferences(tenantId:$tenantId){...Choices}}preferenceLayers(recipient:$recipient tenantId:$tenantId){...Layer}}fragment Choices on PreferenceSet{commercialSubscribed choices{category workflowKey name channelType isAllowed isFixed code rule{...Rule}}}fragment Layer on PreferenceLayer{source tenantId commercialSubscribed updatedAt rules{...Rule}}fragment Rule on PreferenceRule{allow category workflowKey channelKey channelType when source overridesRecipient}";

export const SetDefaultPreferencesDocument: TypedDocument<types.SetDefaultPreferencesMutation, types.SetDefaultPreferencesMutationVariables> =
  "mutation SetDefaultPreferences($input:SetDefaultPreferencesInput!){setDefaultPreferences(input:$input){preferences{id}}}";

export const SetRecipientPreferencesDocument: TypedDocument<types.SetRecipientPreferencesMutation, types.SetRecipientPreferencesMutationVariables> =
  "mutation SetRecipientPreferences($input:SetPreferencesInput!){setPreferences(input:$input){preferences{id}}}";
