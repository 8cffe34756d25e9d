import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const CreateEnvironmentDocument: TypedDocument<types.CreateEnvironmentMutation, types.CreateEnvironmentMutationVariables> =
  "mutation CreateEnvironment($input:CreateEnvironmentInput!){createEnvironment(input:$input){environment{...SettingsEnvironment}secretKey publicKey}}fragment SettingsEnvironment on Environment{id key name isDevelopment hidesPersonalData createdAt promotesTo{key name}}";

export const EnvironmentsDocument: TypedDocument<types.EnvironmentsQuery, types.EnvironmentsQueryVariables> =
  "query Environments{environments{...SettingsEnvironment}}fragment SettingsEnvironment on Environment{id key name isDevelopment hidesPersonalData createdAt promotesTo{key name}}";

export const UpdateEnvironmentDocument: TypedDocument<types.UpdateEnvironmentMutation, types.UpdateEnvironmentMutationVariables> =
  "mutation UpdateEnvironment($input:UpdateEnvironmentInput!){updateEnvironment(input:$input){environment{...SettingsEnvironment}}}fragment SettingsEnvironment on Environment{id key name isDevelopment hidesPersonalData createdAt promotesTo{key name}}";
