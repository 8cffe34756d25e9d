import type { JsonObject } from "../../../platform/json.js";
import { plainArray, type Queryable } from "../../../platform/postgres/index.js";
import type { DeliveryStatus, SupersededMessage } from "../../messages/index.js";
import type { MessageKey } from "../../messages/pure.js";
import type { RecallState } from "../recall/recall-state.js";

/** The readable state of a delivery. */
export interface DeliveryStateRow {
  lane: number;
  run_id: string;
  ordinal: number;
  state: DeliveryStatus;
  reason: string | null;
  address: JsonObject | null;
  /** Whether its vendor was asked to take it back, or shows a newer one in its place; null for neither. */
  recall_state: RecallState | null;
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
    returning d.reason
  )
  select count(*) filter (where reason = $5)::int as count from d`;

const LINK = `
  update deliveries n set replaces_run_id = o.older_run_id, replaces_ordinal = o.older_ordinal
  from unnest($2::smallint[], $3::uuid[], $4::smallint[], $5::uuid[], $6::smallint[]) as k(lane, run_id, ordinal, by_run_id, by_ordinal)
  cross join lateral (
    select case when d.state = 'UNDELIVERED' then d.replaces_run_id else d.run_id end as older_run_id,
      case when d.state = 'UNDELIVERED' then d.replaces_ordinal else d.ordinal end as older_ordinal
    from deliveries d where d.environment_id = $1 and d.lane = k.lane and d.run_id = k.run_id and d.ordinal = k.ordinal
      and (d.state in ('SENDING', 'SENT', 'DELIVERED') or (d.state = 'UNDELIVERED' and d.reason = 'superseded'))
  ) o
  where n.environment_id = $1 and n.lane = k.lane and n.run_id = k.by_run_id and n.ordinal = k.by_ordinal
    and o.older_run_id is not null`;

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

  /** Notes which newer messages take the place of which older ones that left; through one that was withdrawn, of the one before. */
  async link(q: Queryable, environmentId: number, messages: readonly SupersededMessage[]): Promise<void> {
    await q.query(LINK, [
      environmentId,
      plainArray(messages.map(({ lane }) => lane)),
      plainArray(messages.map(({ runId }) => runId)),
      plainArray(messages.map(({ ordinal }) => ordinal)),
      plainArray(messages.map(({ byRunId }) => byRunId)),
      plainArray(messages.map(({ byOrdinal }) => byOrdinal)),
    ]);
  }

  byKeys(q: Queryable, environmentId: number, keys: readonly MessageKey[]): Promise<DeliveryStateRow[]> {
    return q.query(
      `select d.lane, d.run_id, d.ordinal, d.state, d.reason, d.address, d.updated_at, r.state as recall_state
       from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal) cross join lateral (
         select * from deliveries where environment_id = $1 and lane = k.lane and run_id = k.run_id and ordinal = k.ordinal
         offset 0
       ) d
       left join vendor_recalls r on r.environment_id = $1 and r.lane = d.lane and r.run_id = d.run_id and r.ordinal = d.ordinal`,
      [
        environmentId,
        plainArray(keys.map(({ lane }) => lane)),
        plainArray(keys.map(({ runId }) => runId)),
        plainArray(keys.map(({ ordinal }) => ordinal)),
      ],
    );
  }
}
