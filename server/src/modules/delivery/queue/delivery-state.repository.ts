import type { JsonObject } from "../../../platform/json.js";
import { plainArray, type Queryable } from "../../../platform/postgres/index.js";
import type { DeliveryStatus } from "../../messages/index.js";
import type { MessageKey } from "../../messages/pure.js";

/** The readable state of a delivery. */
export interface DeliveryStateRow {
  lane: number;
  run_id: string;
  ordinal: number;
  state: DeliveryStatus;
  reason: string | null;
  address: JsonObject | null;
  /** When its state last changed. */
  updated_at: Date;
}

/**
 * Gives up unsent deliveries, and stops the repeats of deliveries that may have been sent. The incremented fence
 * keeps a worker with an earlier claim from starting an attempt.
 */
const WITHDRAW = `
  with d as (
    update deliveries d set state = 'UNDELIVERED', due_at = null, fence = d.fence + 1, updated_at = $6,
      reason = case when d.is_uncertain then 'uncertain' else $5 end
    from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
    where d.environment_id = $1 and d.lane = k.lane and d.run_id = k.run_id and d.ordinal = k.ordinal
      and d.state in ('QUEUED', 'UNCERTAIN')
    returning d.lane, d.run_id, d.ordinal, d.reason
  ), m as (
    update messages m set delivery_status = 'UNDELIVERED', updated_at = $6 from d
    where m.environment_id = $1 and m.lane = d.lane and m.run_id = d.run_id and m.ordinal = d.ordinal
  )
  select count(*) filter (where reason = $5)::int as count from d`;

/** Reads deliveries by message key, and withdraws them. */
export class DeliveryStateRepository {
  /** Returns how many were withdrawn before they were sent. */
  async withdraw(
    q: Queryable,
    environmentId: number,
    { keys, reason, now }: { keys: readonly MessageKey[]; reason: "recalled" | "superseded"; now: number },
  ): Promise<number> {
    const rows = await q.query<{ count: number }>(WITHDRAW, [
      environmentId,
      plainArray(keys.map(({ lane }) => lane)),
      plainArray(keys.map(({ runId }) => runId)),
      plainArray(keys.map(({ ordinal }) => ordinal)),
      reason,
      new Date(now),
    ]);
    return rows[0]?.count ?? 0;
  }

  byKeys(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<DeliveryStateRow[]> {
    return q.query(
      `select d.lane, d.run_id, d.ordinal, d.state, d.reason, d.address, d.updated_at
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select * from deliveries where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
         offset 0
       ) d`,
      [
        environmentId,
        plainArray(keys.map(({ lane }) => lane)),
        plainArray(keys.map(({ runId }) => runId)),
        plainArray(keys.map(({ ordinal }) => ordinal)),
      ],
    );
  }
}
