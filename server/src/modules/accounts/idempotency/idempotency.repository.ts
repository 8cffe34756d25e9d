import type { JsonObject } from "../../../platform/json.js";
import type { Queryable } from "../../../platform/postgres/index.js";

export interface IdempotencyKey {
  environmentId: number;
  mutation: string;
  key: string;
}

interface AnsweredRow<T> {
  request_hash: Buffer;
  response: T;
}

export class IdempotencyRepository {
  /**
   * Whether the key is ours now: it was free, or expired. Waits for a caller that holds it in an open transaction; when
   * that one rolls back, the key is free again.
   */
  async claim(
    q: Queryable,
    row: IdempotencyKey,
    requestHash: Buffer,
    times: { at: Date; expiredBefore: Date },
  ): Promise<boolean> {
    const claimed = await q.query(
      `insert into idempotency (environment_id, mutation, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
       on conflict (environment_id, mutation, key) do update
         set request_hash = excluded.request_hash, response = null, created_at = excluded.created_at
         where idempotency.created_at < $6
       returning key`,
      [row.environmentId, row.mutation, row.key, requestHash, times.at, times.expiredBefore],
    );
    return claimed.length > 0;
  }

  async answer(q: Queryable, row: IdempotencyKey, response: JsonObject): Promise<void> {
    await q.query("update idempotency set response = $4 where environment_id = $1 and mutation = $2 and key = $3", [
      row.environmentId,
      row.mutation,
      row.key,
      JSON.stringify(response),
    ]);
  }

  async read<T>(q: Queryable, row: IdempotencyKey): Promise<AnsweredRow<T> | null> {
    const rows = await q.query<AnsweredRow<T>>(
      "select request_hash, response from idempotency where environment_id = $1 and mutation = $2 and key = $3",
      [row.environmentId, row.mutation, row.key],
    );
    return rows[0] ?? null;
  }

  /** Without a scope: one sweep over all environments. Answers how many rows went, at most `limit`. */
  async expire(q: Queryable, before: Date, limit: number): Promise<number> {
    const rows = await q.query(
      `delete from idempotency where ctid in (select ctid from idempotency where created_at < $1 limit $2) returning 1`,
      [before, limit],
    );
    return rows.length;
  }
}
