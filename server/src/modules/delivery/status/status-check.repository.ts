import { plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import type { DeliveryKey } from "../queue/delivery-row.js";

/** A message whose outcome is to be queried at its vendor. */
export interface StatusCheckRow extends DeliveryKey {
  channelId: number;
  providerKey: string;
  vendorId: string;
  sentAt: Date;
}

/** When a check is due again. */
export interface NextCheck extends DeliveryKey {
  dueAt: number;
}

const IS_SAME = `c.environment_id = k.environment_id and c.lane = k.lane and c.run_id = k.run_id and c.ordinal = k.ordinal`;

/** The table of messages whose vendors are to be queried. */
export class StatusCheckRepository {
  async insert(q: Queryable, check: StatusCheckRow, dueAt: number): Promise<void> {
    const { environmentId, lane, runId, ordinal, channelId, providerKey, vendorId, sentAt } = check;
    await q.query(
      `insert into status_checks (environment_id, lane, run_id, ordinal, channel_id, provider_key, vendor_id, sent_at, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (environment_id, lane, run_id, ordinal) do update set vendor_id = excluded.vendor_id,
         provider_key = excluded.provider_key, sent_at = excluded.sent_at, due_at = excluded.due_at`,
      [environmentId, lane, runId, ordinal, channelId, providerKey, vendorId, sentAt, new Date(dueAt)],
    );
  }

  /** Claims due checks of all environments, longest due first. Skips checks that another worker is making. */
  claim(q: Queryable, at: { now: number; leaseEndsAt: number }, limit: number): Promise<StatusCheckRow[]> {
    return q.query(
      `update status_checks c set due_at = $2 from (
         select environment_id, lane, run_id, ordinal from status_checks where due_at <= $1
         order by due_at limit $3 for update skip locked
       ) k where ${IS_SAME}
       returning c.environment_id as "environmentId", c.lane, c.run_id as "runId", c.ordinal, c.channel_id as "channelId",
         c.provider_key as "providerKey", c.vendor_id as "vendorId", c.sent_at as "sentAt"`,
      [new Date(at.now), new Date(at.leaseEndsAt), limit],
    );
  }

  async postpone(q: Queryable, checks: readonly NextCheck[]): Promise<void> {
    await q.query(
      `update status_checks c set due_at = k.due_at
       from unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::timestamptz[])
         as k(environment_id, lane, run_id, ordinal, due_at) where ${IS_SAME}`,
      [...keyArrays(checks), textArray(checks.map(({ dueAt }) => new Date(dueAt).toISOString()))],
    );
  }

  async delete(q: Queryable, checks: readonly DeliveryKey[]): Promise<void> {
    await q.query(
      `delete from status_checks c using unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[])
         as k(environment_id, lane, run_id, ordinal) where ${IS_SAME}`,
      keyArrays(checks),
    );
  }
}

function keyArrays(keys: readonly DeliveryKey[]): string[] {
  return [
    plainArray(keys.map(({ environmentId }) => environmentId)),
    plainArray(keys.map(({ lane }) => lane)),
    plainArray(keys.map(({ runId }) => runId)),
    plainArray(keys.map(({ ordinal }) => ordinal)),
  ];
}
