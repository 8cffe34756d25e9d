import { pageByAge, type AgeKey, type Page } from "../../platform/graphql/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { ApiKeyKind } from "./keys/api-key.js";

export interface EnvironmentRow {
  id: number;
  public_id: string;
  key: string;
  name: string;
  is_development: boolean;
  /** Beside the common ones, sorted. */
  link_schemes: string[];
  created_at: Date;
  /** Where it publishes signing keys. */
  jwks_url: string | null;
  /** The environment whose key made it; null for the operator's own. */
  made_by: number | null;
}

export interface StoredApiKeyRow {
  id: string;
  kind: ApiKeyKind;
  last_four: string;
  name: string | null;
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface SigningKeyRow {
  id: string;
  key_id: string;
  public_jwk: Record<string, unknown>;
  algorithm: string;
  name: string | null;
  created_at: Date;
  revoked_at: Date | null;
}

const API_KEY = "id, kind, last_four, name, created_at, last_used_at, revoked_at";
const SIGNING_KEY = "id, key_id, public_jwk, algorithm, name, created_at, revoked_at";

/** What a key is called that an operator gave in the settings. */
export const GIVEN_KEY_NAME = "bootstrap";

export class EnvironmentRepository {
  async insertEnvironment(
    q: Queryable,
    row: { publicId: string; key: string; name: string; isDevelopment: boolean; at: Date; madeBy: number | null },
  ): Promise<EnvironmentRow | null> {
    const rows = await q.query<EnvironmentRow>(
      `insert into environments (public_id, key, name, is_development, created_at, made_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (key) do nothing returning *`,
      [row.publicId, row.key, row.name, row.isDevelopment, row.at, row.madeBy],
    );
    return rows[0] ?? null;
  }

  async environmentByKey(q: Queryable, key: string): Promise<EnvironmentRow | null> {
    return (await q.query<EnvironmentRow>("select * from environments where key = $1", [key]))[0] ?? null;
  }

  async environmentById(q: Queryable, environmentId: number): Promise<EnvironmentRow | null> {
    return (await q.query<EnvironmentRow>("select * from environments where id = $1", [environmentId]))[0] ?? null;
  }

  /** What is null stays as it is. */
  async updateEnvironment(
    q: Queryable,
    environmentId: number,
    { name, linkSchemes }: { name: string | null; linkSchemes: readonly string[] | null },
  ): Promise<EnvironmentRow | null> {
    const rows = await q.query<EnvironmentRow>(
      `update environments set name = coalesce($2, name), link_schemes = coalesce($3::text[], link_schemes)
       where id = $1 returning *`,
      [environmentId, name, linkSchemes],
    );
    return rows[0] ?? null;
  }

  /** Without a scope: it looks at all environments, for the process itself. A few names are enough to tell. */
  async developmentEnvironmentKeys(q: Queryable): Promise<string[]> {
    const rows = await q.query<{ key: string }>(
      "select key from environments where is_development order by id limit 5",
    );
    return rows.map((row) => row.key);
  }

  /** Holds back others who change the keys of this environment. */
  async lockEnvironment(q: Queryable, environmentId: number): Promise<void> {
    await q.query("select id from environments where id = $1 for no key update", [environmentId]);
  }

  async insertApiKey(
    q: Queryable,
    row: {
      id: string;
      environmentId: number;
      kind: ApiKeyKind;
      hash: Buffer;
      lastFour: string;
      name: string | null;
      at: Date;
    },
  ): Promise<void> {
    await q.query(
      `insert into api_keys (id, environment_id, kind, hash, last_four, name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (hash) do nothing`,
      [row.id, row.environmentId, row.kind, row.hash, row.lastFour, row.name, row.at],
    );
  }

  /** Without a scope: the key names its environment. */
  async isLiveApiKey(q: Queryable, hash: Buffer): Promise<boolean> {
    const sql = "select exists (select 1 from api_keys where hash = $1 and revoked_at is null) as has";
    return (await q.query<{ has: boolean }>(sql, [hash]))[0]?.has === true;
  }

  /** Without a scope: whether anybody can use the database at all. */
  async hasLiveSecretKey(q: Queryable): Promise<boolean> {
    const sql = "select exists (select 1 from api_keys where kind = 'secret' and revoked_at is null) as has";
    const rows = await q.query<{ has: boolean }>(sql);
    return rows[0]?.has === true;
  }

  async apiKeysByIds(q: Queryable, environmentId: number, ids: readonly string[]): Promise<StoredApiKeyRow[]> {
    const sql = `select ${API_KEY} from api_keys where environment_id = $1 and id = any($2::uuid[])`;
    return q.query<StoredApiKeyRow>(sql, [environmentId, ids]);
  }

  pageOfApiKeys(q: Queryable, environmentId: number, page: Page<AgeKey>): Promise<StoredApiKeyRow[]> {
    const select = `select ${API_KEY} from api_keys where environment_id = $1`;
    return pageByAge<StoredApiKeyRow>(q, { select, values: [environmentId] }, page);
  }

  async liveSecretKeyCount(q: Queryable, environmentId: number): Promise<number> {
    const rows = await q.query<{ count: number }>(
      "select count(*)::int as count from api_keys where environment_id = $1 and kind = 'secret' and revoked_at is null",
      [environmentId],
    );
    return rows[0]?.count ?? 0;
  }

  async revokeApiKey(q: Queryable, environmentId: number, id: string, at: Date): Promise<StoredApiKeyRow | null> {
    const rows = await q.query<StoredApiKeyRow>(
      `update api_keys set revoked_at = coalesce(revoked_at, $3) where environment_id = $1 and id = $2
       returning ${API_KEY}`,
      [environmentId, id, at],
    );
    return rows[0] ?? null;
  }

  async insertSigningKey(
    q: Queryable,
    row: {
      id: string;
      environmentId: number;
      keyId: string;
      jwk: object;
      algorithm: string;
      name: string | null;
      at: Date;
    },
  ): Promise<void> {
    await q.query(
      `insert into signing_keys (id, environment_id, key_id, public_jwk, algorithm, name, created_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, row.environmentId, row.keyId, JSON.stringify(row.jwk), row.algorithm, row.name, row.at],
    );
  }

  async setJwksUrl(q: Queryable, environmentId: number, url: string | null): Promise<EnvironmentRow | null> {
    const sql = "update environments set jwks_url = $2 where id = $1 returning *";
    return (await q.query<EnvironmentRow>(sql, [environmentId, url]))[0] ?? null;
  }

  /** Without a scope: environments are counted together. Callers who make one wait for each other. */
  async lockAndCountEnvironments(q: Queryable): Promise<number> {
    await q.query("lock table environments in share row exclusive mode");
    const rows = await q.query<{ count: number }>("select count(*)::int as count from environments");
    return rows[0]?.count ?? 0;
  }

  async liveSigningKeyByJwk(q: Queryable, environmentId: number, jwk: object): Promise<SigningKeyRow | null> {
    const rows = await q.query<SigningKeyRow>(
      `select ${SIGNING_KEY} from signing_keys
       where environment_id = $1 and public_jwk = $2::jsonb and revoked_at is null order by created_at limit 1`,
      [environmentId, JSON.stringify(jwk)],
    );
    return rows[0] ?? null;
  }

  async signingKeysByIds(q: Queryable, environmentId: number, ids: readonly string[]): Promise<SigningKeyRow[]> {
    const sql = `select ${SIGNING_KEY} from signing_keys where environment_id = $1 and id = any($2::uuid[])`;
    return q.query<SigningKeyRow>(sql, [environmentId, ids]);
  }

  pageOfSigningKeys(q: Queryable, environmentId: number, page: Page<AgeKey>): Promise<SigningKeyRow[]> {
    const select = `select ${SIGNING_KEY} from signing_keys where environment_id = $1`;
    return pageByAge<SigningKeyRow>(q, { select, values: [environmentId] }, page);
  }

  async revokeSigningKey(q: Queryable, environmentId: number, keyId: string, at: Date): Promise<SigningKeyRow | null> {
    const rows = await q.query<SigningKeyRow>(
      `update signing_keys set revoked_at = coalesce(revoked_at, $3) where environment_id = $1 and key_id = $2
       returning ${SIGNING_KEY}`,
      [environmentId, keyId, at],
    );
    return rows[0] ?? null;
  }
}
