import type { TypedDocument } from "../typed-document.js";
import type * as types from "./operations.js";

export const ChoosePreferencesDocument: TypedDocument<types.ChoosePreferencesMutation, types.ChoosePreferencesMutationVariables> =
  "mutation ChoosePreferences($input:SetPreferencesInput!){setPreferences(input:$input){preferences{...PreferenceChoicesFields}}}fragment PreferenceChoicesFields on PreferenceSet{commercialSubscribed choices{workflowKey category name categories channelType isAllowed isFixed code rule{category source}}}";

export const PreferenceChoicesDocument: TypedDocument<types.PreferenceChoicesQuery, types.PreferenceChoicesQueryVariables> =
  "query PreferenceChoices($tenantId:ID){viewer{preferences(tenantId:$tenantId){...PreferenceChoicesFields}}}fragment PreferenceChoicesFields on PreferenceSet{commercialSubscribed choices{workflowKey category name categories channelType isAllowed isFixed code rule{category source}}}";
