import type { JsonObject } from "../../platform/json.js";
import { jsonList, plainArray, textArray, type Queryable } from "../../platform/postgres/index.js";

/** A request to a callback URL. */
export interface NewCallback {
  environmentId: number;
  channelId: number;
  /** The handle of the secret in the URL. */
  handle: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** The query string with its question mark, or an empty string. */
  query: string;
  headers: Record<string, string>;
  body: string;
}

/** A callback that a worker has claimed. */
export interface ClaimedCallback {
  /** A bigint as a string. */
  id: string;
  environmentId: number;
  channelId: number;
  handle: string;
  tries: number;
  query: string | null;
  headers: JsonObject | null;
  body: string | null;
}

/** A callback without effect, and the reason. */
export interface KeptCallback {
  id: string;
  /** `unverified`, `unreadable`, `unknown_message` or `failed`. */
  outcome: string;
  reason: string;
}

const INSERT = `
  insert into callbacks (environment_id, channel_id, handle, received_at, due_at, query, body, headers)
  select environment_id, channel_id, handle, to_timestamp(at / 1000), to_timestamp(at / 1000), nullif(query, ''), body, headers
  from rows from (
    unnest($1::int[], $2::int[], $3::text[], $4::float8[], $5::text[], $6::text[]), jsonb_array_elements($7::jsonb)
  ) as r(environment_id, channel_id, handle, at, query, body, headers)`;

/**
 * A loose index scan from one channel to the next, so that the time does not depend on the number of waiting
 * callbacks.
 */
const WAITING = `
  with recursive c(channel_id) as (
    (select channel_id from callbacks where due_at is not null order by channel_id limit 1)
    union all
    select (select b.channel_id from callbacks b where b.due_at is not null and b.channel_id > c.channel_id
      order by b.channel_id limit 1)
    from c where c.channel_id is not null
  )
  select channel_id from c where channel_id is not null`;

/** Claims the longest waiting callbacks of each channel. Skips rows that another worker is claiming. */
const CLAIM = `
  with chosen as (
    select b.id from unnest($1::int[]) as k(channel_id) cross join lateral (
      select id from callbacks where channel_id = k.channel_id and due_at <= $3 order by due_at limit $2 for update skip locked
    ) b
  )
  update callbacks b set due_at = $4, tries = b.tries + 1 from chosen c where b.id = c.id
  returning b.id, b.environment_id as "environmentId", b.channel_id as "channelId", b.handle, b.tries, b.query, b.headers, b.body`;

const FORGET = `
  delete from callbacks where id = any(array(
    select id from callbacks where due_at is null and received_at < $1 limit $3
  )) or id = any(array(
    select id from callbacks where due_at is null order by received_at desc offset $2 limit $3
  ))
  returning 1`;

/** The table of callbacks as a queue. */
export class CallbackRepository {
  async insert(q: Queryable, callbacks: readonly NewCallback[]): Promise<void> {
    await q.query(INSERT, [
      plainArray(callbacks.map(({ environmentId }) => environmentId)),
      plainArray(callbacks.map(({ channelId }) => channelId)),
      textArray(callbacks.map(({ handle }) => handle)),
      plainArray(callbacks.map(({ receivedAt }) => receivedAt)),
      textArray(callbacks.map(({ query }) => query)),
      textArray(callbacks.map(({ body }) => body)),
      jsonList(callbacks.map(({ headers }) => headers)),
    ]);
  }

  /** The channels with waiting callbacks, of all environments. */
  async waiting(q: Queryable): Promise<number[]> {
    const rows = await q.query<{ channel_id: number }>(WAITING);
    return rows.map(({ channel_id }) => channel_id);
  }

  claim(
    q: Queryable,
    channelIds: readonly number[],
    { perChannel, now, leaseEndsAt }: { perChannel: number; now: number; leaseEndsAt: number },
  ): Promise<ClaimedCallback[]> {
    return q.query(CLAIM, [plainArray(channelIds), perChannel, new Date(now), new Date(leaseEndsAt)]);
  }

  async delete(q: Queryable, ids: readonly string[]): Promise<void> {
    await q.query("delete from callbacks where id = any($1::bigint[])", [plainArray(ids)]);
  }

  /** Keeps the reasons of callbacks without effect, and none of their contents, which may be personal data. */
  async keep(q: Queryable, kept: readonly KeptCallback[]): Promise<void> {
    await q.query(
      `update callbacks b set due_at = null, query = null, headers = null, body = null, outcome = k.outcome, reason = k.reason
       from unnest($1::bigint[], $2::text[], $3::text[]) as k(id, outcome, reason) where b.id = k.id`,
      [
        plainArray(kept.map(({ id }) => id)),
        textArray(kept.map(({ outcome }) => outcome)),
        textArray(kept.map(({ reason }) => reason)),
      ],
    );
  }

  /** Deletes old rows of callbacks without effect, and all but the latest ones. Returns the number of deleted rows. */
  async forget(q: Queryable, { before, keep, limit }: { before: Date; keep: number; limit: number }): Promise<number> {
    return (await q.query(FORGET, [before, keep, limit])).length;
  }
}
