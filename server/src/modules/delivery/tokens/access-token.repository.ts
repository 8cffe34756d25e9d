import type { Queryable } from "../../../platform/postgres/index.js";

/** The key of a token: the provider, a hash of its credentials, and the scope of the token. */
export interface TokenKey {
  environmentId: number;
  channelId: number;
  name: string;
}

/** A stored, encrypted token; null while the first one is being fetched. */
export interface TokenRow {
  token: string | null;
  renew_at: Date;
  expires_at: Date;
}

const IS_SAME = "environment_id = $1 and channel_id = $2 and name = $3";

/** Access tokens that all workers share. */
export class AccessTokenRepository {
  async find(q: Queryable, key: TokenKey): Promise<TokenRow | null> {
    const rows = await q.query<TokenRow>(
      `select token, renew_at, expires_at from access_tokens where ${IS_SAME}`,
      keyOf(key),
    );
    return rows[0] ?? null;
  }

  /** Whether the caller may fetch a new token now, until `until`. */
  async claimRenewal(q: Queryable, key: TokenKey, { now, until }: { now: Date; until: Date }): Promise<boolean> {
    const rows = await q.query(
      `insert into access_tokens as t (environment_id, channel_id, name, renew_at, expires_at, renewing_until)
       values ($1, $2, $3, $4, $4, $5)
       on conflict (environment_id, channel_id, name) do update set renewing_until = $5
       where t.renewing_until <= $4 returning 1 as one`,
      [...keyOf(key), now, until],
    );
    return rows.length > 0;
  }

  /** Ends a failed renewal, so that another worker may try. */
  async giveUp(q: Queryable, key: TokenKey, now: Date): Promise<void> {
    await q.query(`update access_tokens set renewing_until = $4 where ${IS_SAME}`, [...keyOf(key), now]);
  }

  /** Stores a token, and deletes tokens that expired a day ago, of removed channels or credentials. */
  async write(
    q: Queryable,
    key: TokenKey,
    { token, renewAt, expiresAt, now }: { token: string; renewAt: Date; expiresAt: Date; now: Date },
  ): Promise<void> {
    await q.query(
      `with old as (
         delete from access_tokens where expires_at < $7::timestamptz - interval '1 day' and not (${IS_SAME})
       )
       insert into access_tokens (environment_id, channel_id, name, token, renew_at, expires_at, renewing_until)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (environment_id, channel_id, name)
       do update set token = $4, renew_at = $5, expires_at = $6, renewing_until = $7`,
      [...keyOf(key), token, renewAt, expiresAt, now],
    );
  }

  /** Deletes a token that the vendor refuses, unless there is a newer one. */
  async forget(q: Queryable, key: TokenKey, token: string): Promise<void> {
    await q.query(`delete from access_tokens where ${IS_SAME} and token = $4`, [...keyOf(key), token]);
  }
}

function keyOf({ environmentId, channelId, name }: TokenKey): (number | string)[] {
  return [environmentId, channelId, name];
}
