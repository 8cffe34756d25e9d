import { laneOf } from "../identifiers/index.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import { LANE_GATE } from "../lanes/index.js";

export interface EndedRun {
  lane: number;
  id: string;
  trigger_id: string;
  source: string;
  batch_id: string | null;
}

/** The target of a cancellation: all runs of the triggers with this key, or those of some recipients. */
export interface Cancelled {
  environmentId: number;
  workflowId: number;
  cancellationKey: string;
  recipientKeys: readonly string[] | null;
}

/** A trigger that is being cancelled. */
export interface CancelledTrigger {
  id: string;
  seq: number;
}

/** A lane with runs of cancelled triggers, and their number when it was read. */
export interface LaneToClear {
  lane: number;
  unfinished: number;
}

/** While a caller waits for the gate, no set starts in the environment, so the wait is short. */
const GATE_PATIENCE_MS = 2000;
const IS_UNFINISHED = "(not f.is_done or f.run_count > f.completed_count + f.cancelled_count + f.failed_count)";

/** Statements of a cancellation. Runs, batches and fan-outs are written only in lanes that the transaction owns. */
export class CancelRepository {
  /**
   * Prevents recipients that were not reached yet, all or some, from starting. No set holds these rows, so this waits for
   * other cancellations at most. Finished triggers are skipped: a key may match very many of them. Whether one has finished
   * is read from its fan-outs' counts, never from its runs. The cancelled recipients are stored once, and only while some
   * may still be reached.
   */
  announce(q: Queryable, which: Cancelled, at: Date): Promise<CancelledTrigger[]> {
    return q.query<CancelledTrigger>(
      `with found as (
         select id, seq from triggers t where environment_id = $1 and workflow_id = $2 and cancellation_key = $3
         and exists (select 1 from fanouts f where f.environment_id = t.environment_id and f.trigger_id = t.id and ${IS_UNFINISHED})
         order by id for update of t
       ), marked as (
         update triggers t set
           cancelled_at = case when $4::text[] is null then $5 else t.cancelled_at end,
           cancelled_keys = case when $4::text[] is null then t.cancelled_keys 
             when exists (select 1 from fanouts f where f.environment_id = $1 and f.trigger_id = t.id and not f.is_done)
             then array(select distinct k from unnest(t.cancelled_keys || $4::text[]) as k) else t.cancelled_keys end
         from found where t.environment_id = $1 and t.id = found.id and ($4::text[] is not null or t.cancelled_at is null)
       )
       select id, seq from found`,
      [which.environmentId, which.workflowId, which.cancellationKey, which.recipientKeys, at],
    );
  }

  /** Every lane in which runs of these triggers wait, or may be begun by a set that has not seen the announcement. */
  lanes(
    q: Queryable,
    { environmentId, recipientKeys }: Cancelled,
    triggers: readonly CancelledTrigger[],
  ): Promise<LaneToClear[]> {
    return q.query<LaneToClear>(
      `select f.lane, sum(f.run_count - f.completed_count - f.cancelled_count - f.failed_count)::int as unfinished from fanouts f
       where f.environment_id = $1 and f.trigger_id = any($2::uuid[]) and ${IS_UNFINISHED}
       and ($3::smallint[] is null or f.lane = any($3)) group by f.lane order by f.lane`,
      [
        environmentId,
        triggers.map((trigger) => trigger.id),
        recipientKeys && [...new Set(recipientKeys.map((key) => laneOf(environmentId, key)))],
      ],
    );
  }

  /** Locks those of the lanes in which no worker is active, and returns them. */
  async ownFree(tx: Tx, environmentId: number, lanes: readonly number[]): Promise<Set<number>> {
    const rows = await tx.query<{ lane: number; is_owned: boolean }>(
      "select lane, pg_try_advisory_xact_lock($1, lane) as is_owned from unnest($2::smallint[]) as l(lane)",
      [environmentId, lanes],
    );
    return new Set(rows.filter((row) => row.is_owned).map((row) => row.lane));
  }

  /** Locks a lane, and waits for the worker in it. */
  async own(tx: Tx, environmentId: number, lane: number): Promise<void> {
    await tx.query("select pg_advisory_xact_lock($1, $2)", [environmentId, lane]);
  }

  /**
   * Locks these lanes, in the given order. The gate keeps new sets from starting, so this waits for all active sets at once;
   * lane by lane, new sets would take the lanes in the meantime. Fails with 55P03 (`lock_not_available`) if a set takes very
   * long.
   */
  async ownAll(tx: Tx, environmentId: number, lanes: readonly number[]): Promise<void> {
    await tx.query("select set_config('lock_timeout', $1, true)", [String(GATE_PATIENCE_MS)]);
    await tx.query("select pg_advisory_xact_lock($1, $2)", [environmentId, LANE_GATE]);
    await tx.query("select pg_advisory_xact_lock($1, lane) from unnest($2::smallint[]) as l(lane)", [
      environmentId,
      lanes,
    ]);
  }

  /** Ends what waits in lanes that are owned. */
  end(
    tx: Tx,
    { environmentId, recipientKeys }: Cancelled,
    { triggers, lanes, at }: { triggers: readonly CancelledTrigger[]; lanes: readonly number[]; at: Date },
  ): Promise<EndedRun[]> {
    return tx.query<EndedRun>(
      `update runs r set status = 'CANCELLED', due_at = null, batch_id = null, finished_at = $5, trace = r.trace || $6::jsonb,
         outcome_code = 'run.cancelled'
       from (select lane, id, batch_id from runs where environment_id = $1 and trigger_seq = any($2::bigint[])
             and status in ('PENDING', 'WAITING') and lane = any($3::smallint[])
             and ($4::text[] is null or recipient_key = any($4))) w
       where r.environment_id = $1 and r.lane = w.lane and r.id = w.id
       returning r.lane, r.id, r.trigger_id, r.source, w.batch_id`,
      [
        environmentId,
        triggers.map((trigger) => trigger.seq),
        lanes,
        recipientKeys,
        at,
        JSON.stringify([[at.getTime(), null, "run.cancelled", {}]]),
      ],
    );
  }

  /** Ends these runs, as far as they are unfinished, in lanes that are owned. */
  endByIds(
    tx: Tx,
    environmentId: number,
    runs: readonly { lane: number; id: string }[],
    at: Date,
  ): Promise<EndedRun[]> {
    return tx.query<EndedRun>(
      `update runs r set status = 'CANCELLED', due_at = null, batch_id = null, finished_at = $4, trace = r.trace || $5::jsonb,
         outcome_code = 'run.cancelled'
       from (select r.lane, r.id, r.batch_id from unnest($2::smallint[], $3::uuid[]) as k(lane, id)
             join runs r on r.environment_id = $1 and r.lane = k.lane and r.id = k.id
             where r.status in ('PENDING', 'WAITING')) w
       where r.environment_id = $1 and r.lane = w.lane and r.id = w.id
       returning r.lane, r.id, r.trigger_id, r.source, w.batch_id`,
      [
        environmentId,
        runs.map((run) => run.lane),
        runs.map((run) => run.id),
        at,
        JSON.stringify([[at.getTime(), null, "run.cancelled", {}]]),
      ],
    );
  }

  /** Removes what ended runs have left in batches and effect requests, and counts them. */
  async settle(tx: Tx, environmentId: number, ended: readonly EndedRun[]): Promise<void> {
    if (ended.length === 0) return;
    const items = ended.filter((run) => run.batch_id !== null);
    if (items.length > 0) await this.removeItems(tx, environmentId, items);
    await this.removeEffects(tx, environmentId, ended);
    await this.count(tx, environmentId, ended);
  }

  async removeItems(tx: Tx, environmentId: number, runs: readonly EndedRun[]): Promise<void> {
    await tx.query(
      `with gone as (
         update batch_items i set is_removed = true
         from unnest($2::smallint[], $3::uuid[], $4::uuid[]) as g(lane, batch_id, run_id)
         where i.environment_id = $1 and i.lane = g.lane and i.batch_id = g.batch_id and i.run_id = g.run_id and not i.is_removed
         returning i.lane, i.batch_id
       )
       update batches b set item_count = b.item_count - g.count
       from (select lane, batch_id, count(*)::int as count from gone group by lane, batch_id) g
       where b.environment_id = $1 and b.lane = g.lane and b.id = g.batch_id`,
      [environmentId, runs.map((run) => run.lane), runs.map((run) => run.batch_id), runs.map((run) => run.id)],
    );
  }

  /** Deletes the effect requests of ended runs. A running attempt then finds no request. */
  async removeEffects(tx: Tx, environmentId: number, runs: readonly EndedRun[]): Promise<void> {
    await tx.query(
      `delete from effect_requests where (environment_id, lane, id) in (
         select q.environment_id, q.lane, q.id from effect_requests q
         where q.environment_id = $1 and (q.lane, q.run_id) in (select * from unnest($2::smallint[], $3::uuid[]))
         order by q.environment_id, q.lane, q.id for update of q)`,
      [environmentId, runs.map((run) => run.lane), runs.map((run) => run.id)],
    );
  }

  async count(tx: Tx, environmentId: number, runs: readonly EndedRun[]): Promise<void> {
    await tx.query(
      `update fanouts f set cancelled_count = f.cancelled_count + g.count
       from (select lane, trigger_id, source, count(*)::int as count
             from unnest($2::smallint[], $3::uuid[], $4::text[]) as e(lane, trigger_id, source) group by 1, 2, 3) g
       where f.environment_id = $1 and f.lane = g.lane and f.trigger_id = g.trigger_id and f.source = g.source`,
      [environmentId, runs.map((run) => run.lane), runs.map((run) => run.trigger_id), runs.map((run) => run.source)],
    );
  }
}
