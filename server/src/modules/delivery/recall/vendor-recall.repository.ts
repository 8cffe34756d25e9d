import type { JsonObject } from "../../../platform/json.js";
import { jsonList, plainArray, textArray, type Queryable } from "../../../platform/postgres/index.js";
import type { MessageKey } from "../../messages/pure.js";
import { SENT_BY } from "../earlier/earlier.repository.js";
import type { DeliveryKey, LoggedAttempt } from "../queue/delivery-row.js";
import type { RecallState } from "./recall-state.js";

/** A message that a vendor must delete. */
export interface VendorRecallRow extends DeliveryKey {
  channelId: number;
  providerKey: string;
  vendorId: string;
  attemptCount: number;
  recipientKey: string;
  tenantId: string | null;
  address: JsonObject | null;
}

/** The result of a deletion; `dueAt` is null if it is final. */
export interface VendorRecallResult {
  row: VendorRecallRow;
  state: RecallState;
  dueAt: number | null;
  /** Null if there was no request. */
  attempt: Pick<LoggedAttempt, "outcome" | "code" | "reason" | "request" | "response" | "startedAt"> | null;
}

const IS_SAME = `r.environment_id = k.environment_id and r.lane = k.lane and r.run_id = k.run_id and r.ordinal = k.ordinal`;

/** The table of messages that vendors delete. */
export class VendorRecallRepository {
  /** Inserts messages to delete. Returns their number, without those that were inserted before. */
  async request(q: Queryable, environmentId: number, keys: readonly MessageKey[], now: number): Promise<number> {
    const rows = await q.query(
      `insert into vendor_recalls (environment_id, lane, run_id, ordinal, channel_id, provider_key, vendor_id, state, due_at, updated_at)
       select $1, d.lane, d.run_id, d.ordinal, d.channel_id, ${SENT_BY("d")}, d.vendor_id, 'PENDING', $5, $5
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
       join deliveries d on d.environment_id = $1 and d.lane = k.lane and d.run_id = k.run_id and d.ordinal = k.ordinal
       where d.vendor_id is not null
       on conflict do nothing returning 1`,
      [
        environmentId,
        plainArray(keys.map(({ lane }) => lane)),
        plainArray(keys.map(({ runId }) => runId)),
        plainArray(keys.map(({ ordinal }) => ordinal)),
        new Date(now),
      ],
    );
    return rows.length;
  }

  /** Stores that a newer message replaced the older one at the vendor. */
  async replaced(q: Queryable, { environmentId, lane, runId, ordinal }: DeliveryKey, now: number): Promise<void> {
    await q.query(
      `insert into vendor_recalls (environment_id, lane, run_id, ordinal, channel_id, provider_key, vendor_id, state, updated_at)
       select $1, o.lane, o.run_id, o.ordinal, o.channel_id, coalesce(${SENT_BY("o")}, ''), coalesce(o.vendor_id, ''), 'REPLACED', $5
       from deliveries d join deliveries o on o.environment_id = $1 and o.lane = d.lane and o.run_id = d.replaces_run_id
         and o.ordinal = d.replaces_ordinal
       where d.environment_id = $1 and d.lane = $2 and d.run_id = $3 and d.ordinal = $4
       on conflict (environment_id, lane, run_id, ordinal)
       do update set state = 'REPLACED', due_at = null, updated_at = excluded.updated_at`,
      [environmentId, lane, runId, ordinal, new Date(now)],
    );
  }

  /** Claims due rows of all environments, the longest due first. Rows that another worker claims are skipped. */
  claim(q: Queryable, at: { now: number; leaseEndsAt: number }, limit: number): Promise<VendorRecallRow[]> {
    return q.query(
      `with c as (
         update vendor_recalls r set due_at = $2 from (
           select environment_id, lane, run_id, ordinal from vendor_recalls where due_at <= $1
           order by due_at limit $3 for update skip locked
         ) k where ${IS_SAME} returning r.*
       )
       select c.environment_id as "environmentId", c.lane, c.run_id as "runId", c.ordinal, c.channel_id as "channelId",
         c.provider_key as "providerKey", c.vendor_id as "vendorId", c.attempt_count as "attemptCount",
         m.recipient_key as "recipientKey", m.tenant_id as "tenantId", d.address
       from c join deliveries d using (environment_id, lane, run_id, ordinal)
       join messages m using (environment_id, lane, run_id, ordinal)`,
      [new Date(at.now), new Date(at.leaseEndsAt), limit],
    );
  }

  /** Stores results, and logs the attempts. A message that was replaced meanwhile stays replaced. */
  async settle(q: Queryable, results: readonly VendorRecallResult[], now: number): Promise<void> {
    const text = (read: (result: VendorRecallResult) => string | null): string => textArray(results.map(read));
    await q.query(
      `with k as (
         select * from rows from (
           unnest($1::int[], $2::smallint[], $3::uuid[], $4::smallint[], $5::text[], $6::timestamptz[], $7::text[], $8::text[],
             $9::text[], $10::text[], $11::timestamptz[]),
           jsonb_array_elements($12::jsonb), jsonb_array_elements($13::jsonb)
         ) as k(environment_id, lane, run_id, ordinal, state, due_at, provider_key, outcome, code, reason, started_at, request, response)
       ), r as (
         update vendor_recalls r set state = k.state, due_at = k.due_at, updated_at = $14,
           attempt_count = r.attempt_count + case when k.outcome is null then 0 else 1 end
         from k where ${IS_SAME} and r.state = 'PENDING'
       )
       insert into attempts (environment_id, lane, run_id, ordinal, number, provider_key, fence, request_hash, is_possible_duplicate,
         action, request, started_at, answered_at, outcome, code, reason, response, retry_at)
       select k.environment_id, k.lane, k.run_id, k.ordinal, (
           select coalesce(max(a.number), 0) + 1 from attempts a where a.environment_id = k.environment_id and a.lane = k.lane
             and a.run_id = k.run_id and a.ordinal = k.ordinal
         ), k.provider_key, 0, '', false, 'recall', nullif(k.request, 'null'), k.started_at, $14, k.outcome, k.code, k.reason,
         nullif(k.response, 'null'), k.due_at
       from k where k.outcome is not null`,
      [
        plainArray(results.map(({ row }) => row.environmentId)),
        plainArray(results.map(({ row }) => row.lane)),
        plainArray(results.map(({ row }) => row.runId)),
        plainArray(results.map(({ row }) => row.ordinal)),
        text(({ state }) => state),
        text(({ dueAt }) => (dueAt === null ? null : new Date(dueAt).toISOString())),
        text(({ row }) => row.providerKey),
        text(({ attempt }) => attempt?.outcome ?? null),
        text(({ attempt }) => attempt?.code ?? null),
        text(({ attempt }) => attempt?.reason ?? null),
        text(({ attempt }) => attempt && new Date(attempt.startedAt).toISOString()),
        jsonList(results.map(({ attempt }) => attempt?.request ?? null)),
        jsonList(results.map(({ attempt }) => attempt?.response ?? null)),
        new Date(now),
      ],
    );
  }
}
