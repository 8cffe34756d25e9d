import type { Queryable } from "../../platform/postgres/index.js";
import { GIVEN_KEY_NAME } from "../environments/index.js";
import type { ApiKeyKind } from "../environments/pure.js";

/** A live key with the columns of a scope. */
export interface ApiKeyRow {
  id: string;
  environment_id: number;
  is_development: boolean;
  jwks_url: string | null;
  kind: ApiKeyKind;
}

/** A live signing key with the columns for checking a signature. */
export interface LiveSigningKeyRow {
  key_id: string;
  public_jwk: Record<string, unknown>;
  algorithm: string;
}

export interface RevokedKeys {
  apiKeys: string[];
  signingKeyIds: string[];
}

const SIGNING_KEY = "key_id, public_jwk, algorithm";

/** Looks up credentials for each request that no cache answers: hand-written SQL over the tables of environments. */
export class CredentialRepository {
  /** Without a scope: this look-up is what finds the scope. */
  async liveApiKeyByHash(q: Queryable, hash: Buffer): Promise<ApiKeyRow | null> {
    const rows = await q.query<ApiKeyRow>(
      `select k.id, k.environment_id, k.kind, e.is_development, e.jwks_url from api_keys k
       join environments e on e.id = k.environment_id where k.hash = $1 and k.revoked_at is null`,
      [hash],
    );
    return rows[0] ?? null;
  }

  /**
   * Without a scope: this look-up comes before the scope is found. Keys that an operator gave in the settings are few and
   * named so; others of that name do no harm.
   */
  async givenApiKeyHashes(q: Queryable): Promise<Buffer[]> {
    const rows = await q.query<{ hash: Buffer }>(
      "select hash from api_keys where kind = 'secret' and name = $1 and revoked_at is null limit 1000",
      [GIVEN_KEY_NAME],
    );
    return rows.map((row) => row.hash);
  }

  /** Without a scope: the id comes from a key that was just found. */
  async noteApiKeyUse(q: Queryable, id: string, at: Date): Promise<void> {
    await q.query("update api_keys set last_used_at = greatest(last_used_at, $2) where id = $1", [id, at]);
  }

  /**
   * The public ids of the revoked keys among these. Without a scope: the ids come from scopes of all environments in use
   * here, and only these ids are returned.
   */
  async revokedAmong(q: Queryable, apiKeys: readonly string[], signingKeyIds: readonly string[]): Promise<RevokedKeys> {
    const rows = await q.query<{ api_key: string | null; key_id: string | null }>(
      `select id as api_key, null as key_id from api_keys where id = any($1::uuid[]) and revoked_at is not null
       union all
       select null, key_id from signing_keys where key_id = any($2::text[]) and revoked_at is not null`,
      [apiKeys, signingKeyIds],
    );
    return {
      apiKeys: rows.flatMap((row) => row.api_key ?? []),
      signingKeyIds: rows.flatMap((row) => row.key_id ?? []),
    };
  }

  async liveSigningKey(q: Queryable, environmentId: number, keyId: string): Promise<LiveSigningKeyRow | null> {
    const rows = await q.query<LiveSigningKeyRow>(
      `select ${SIGNING_KEY} from signing_keys where environment_id = $1 and key_id = $2 and revoked_at is null`,
      [environmentId, keyId],
    );
    return rows[0] ?? null;
  }

  /** The newest live keys for an algorithm: for tokens that do not say which key signed them. */
  liveSigningKeys(q: Queryable, environmentId: number, algorithm: string, limit: number): Promise<LiveSigningKeyRow[]> {
    return q.query<LiveSigningKeyRow>(
      `select ${SIGNING_KEY} from signing_keys where environment_id = $1 and algorithm = $2 and revoked_at is null
       order by created_at desc, id desc limit $3`,
      [environmentId, algorithm, limit],
    );
  }
}
