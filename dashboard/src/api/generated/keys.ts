import type { TypedDocument } from "@carillon/client";
import type * as types from "./operations.js";

export const ApiKeysDocument: TypedDocument<types.ApiKeysQuery, types.ApiKeysQueryVariables> =
  "query ApiKeys($after:String){apiKeys(first:100 after:$after){nodes{...OneApiKey}pageInfo{hasNextPage endCursor}}}fragment OneApiKey on ApiKey{id name kind lastFour createdAt lastUsedAt revokedAt}";

export const CreateKeyDocument: TypedDocument<types.CreateKeyMutation, types.CreateKeyMutationVariables> =
  "mutation CreateKey($input:CreateApiKeyInput!){createApiKey(input:$input){key apiKey{...OneApiKey}}}fragment OneApiKey on ApiKey{id name kind lastFour createdAt lastUsedAt revokedAt}";

export const CreateSigningKeyDocument: TypedDocument<types.CreateSigningKeyMutation, types.CreateSigningKeyMutationVariables> =
  "mutation CreateSigningKey($input:CreateSigningKeyInput!){createSigningKey(input:$input){keyId}}";

export const RevokeKeyDocument: TypedDocument<types.RevokeKeyMutation, types.RevokeKeyMutationVariables> =
  "mutation RevokeKey($input:RevokeApiKeyInput!){revokeApiKey(input:$input){apiKey{id}}}";

export const RevokeSigningKeyDocument: TypedDocument<types.RevokeSigningKeyMutation, types.RevokeSigningKeyMutationVariables> =
  "mutation RevokeSigningKey($input:RevokeSigningKeyInput!){revokeSigningKey(input:$input){signingKey{id}}}";

export const SigningKeysDocument: TypedDocument<types.SigningKeysQuery, types.SigningKeysQueryVariables> =
  "query SigningKeys($after:String){signingKeys(first:100 after:$after){nodes{...OneSigningKey}pageInfo{hasNextPage endCursor}}}fragment OneSigningKey on SigningKey{id keyId name algorithm createdAt revokedAt}";
