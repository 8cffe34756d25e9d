export { hashApiKey, readApiKey } from "./keys/api-key.js";
export type { ApiKeyKind } from "./keys/api-key.js";
export { readSigningKey, TOKEN_ALGORITHMS } from "./keys/signing-key.js";
export type { SigningKeyMaterial, TokenAlgorithm } from "./keys/signing-key.js";
