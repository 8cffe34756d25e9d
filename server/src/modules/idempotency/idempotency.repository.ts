import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";

export interface IdempotencyKey {
  environmentId: number;
  /** The name of the operation, such as `notify`, stored in the column `mutation`. */
  operation: string;
  key: string;
}

/** A key to be taken for a call. It is free when it was never used, or before `expiredBefore`. */
export interface KeyClaim extends IdempotencyKey {
  /** A hash of the call's input, in hex: 128 bits of a SHA-256. */
  hash: string;
  at: Date;
  expiredBefore: Date;
}

/** The answer that a key was used for, and the hash of the input of that call. */
export interface KeptAnswer<T> {
  hash: string;
  response: T;
}

export class IdempotencyRepository {
  /**
   * Whether the caller now owns the key, because it was free or expired. Waits for a caller that holds the key in an
   * open transaction; if that one rolls back, the key is free again.
   */
  async claim(q: Queryable, claim: KeyClaim): Promise<boolean> {
    const claimed = await q.query(
      `insert into idempotency (environment_id, mutation, key, request_hash, created_at)
       values ($1, $2, $3, decode($4, 'hex'), $5)
       on conflict (environment_id, mutation, key) do update
         set request_hash = excluded.request_hash, response = null, created_at = excluded.created_at
         where idempotency.created_at < $6
       returning key`,
      [claim.environmentId, claim.operation, claim.key, claim.hash, claim.at, claim.expiredBefore],
    );
    return claimed.length > 0;
  }

  async answer(q: Queryable, row: IdempotencyKey, response: JsonObject): Promise<void> {
    await q.query("update idempotency set response = $4 where environment_id = $1 and mutation = $2 and key = $3", [
      row.environmentId,
      row.operation,
      row.key,
      JSON.stringify(response),
    ]);
  }

  /** The answer under a key that was used at `since` or later. */
  async read<T>(q: Queryable, row: IdempotencyKey, since: Date): Promise<KeptAnswer<T> | null> {
    const rows = await q.query<KeptAnswer<T>>(
      `select encode(substring(request_hash from 1 for 16), 'hex') as hash, response from idempotency
       where environment_id = $1 and mutation = $2 and key = $3 and created_at >= $4 and response is not null`,
      [row.environmentId, row.operation, row.key, since],
    );
    return rows[0] ?? null;
  }

  /** Without a scope: one sweep over all environments. Returns the number of deleted rows, at most `limit`. */
  async expire(q: Queryable, before: Date, limit: number): Promise<number> {
    const rows = await q.query(
      `delete from idempotency where ctid in (select ctid from idempotency where created_at < $1 limit $2) returning 1`,
      [before, limit],
    );
    return rows.length;
  }
}
