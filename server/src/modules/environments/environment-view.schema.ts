import { uuidId } from "../identifiers/index.js";
import type { EnvironmentRow } from "./environment.repository.js";
import type { ApiKeyRow } from "./keys/api-key.repository.js";
import type { SigningKeyRow } from "./keys/signing-key.repository.js";
import { ApiKey } from "./keys/api-key.schema.js";
import { Environment } from "./environment.schema.js";
import { SigningKey } from "./keys/signing-key.schema.js";

export function toApiKey(row: ApiKeyRow): ApiKey {
  return Object.assign(new ApiKey(), {
    id: uuidId("apiKey", row.id),
    kind: row.kind === "secret" ? "SECRET" : "PUBLIC",
    name: row.name,
    lastFour: row.last_four,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  });
}

export function toSigningKey(row: SigningKeyRow): SigningKey {
  return Object.assign(new SigningKey(), {
    id: uuidId("signingKey", row.id),
    keyId: row.key_id,
    algorithm: row.algorithm,
    name: row.name,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  });
}

export function toEnvironment(row: EnvironmentRow): Environment {
  return Object.assign(new Environment(), {
    id: uuidId("environment", row.public_id),
    key: row.key,
    name: row.name,
    isDevelopment: row.is_development,
    jwksUrl: row.jwks_url,
    linkSchemes: row.link_schemes,
    promotesToId: row.promotes_to,
    hidesPersonalData: row.hides_personal_data,
    createdAt: row.created_at,
  });
}
