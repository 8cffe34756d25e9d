import type { Tx } from "../../platform/postgres/index.js";

export interface EndedRun {
  lane: number;
  id: string;
  trigger_id: string;
  source: string;
  batch_id: string | null;
}

/** Statements of a cancellation, in the lock order triggers → batches → items → runs → fanouts. */
export class CancelRepository {
  /**
   * Waits for the fan-out pages that hold these triggers, and keeps later pages out. Triggers that have ended are left alone:
   * a key may name very many of them. Whether one has ended is read from its fan-outs' counts, never from its runs.
   */
  async lockTriggers(
    tx: Tx,
    environmentId: number,
    workflowId: number,
    cancellationKey: string,
  ): Promise<{ id: string; seq: number }[]> {
    return tx.query(
      `select id, seq from triggers t where environment_id = $1 and workflow_id = $2 and cancellation_key = $3
       and exists (select 1 from fanouts f where f.environment_id = t.environment_id and f.trigger_id = t.id
         and (not f.is_done or f.run_count > f.completed_count + f.cancelled_count + f.failed_count))
       order by id for update of t`,
      [environmentId, workflowId, cancellationKey],
    );
  }

  /** Keeps recipients that were not reached yet from starting: all, or these. */
  async mark(
    tx: Tx,
    environmentId: number,
    { triggerIds, keys, at }: { triggerIds: readonly string[]; keys: readonly string[] | null; at: Date },
  ): Promise<void> {
    await tx.query(
      `update triggers set
         cancelled_at = case when $3::text[] is null then coalesce(cancelled_at, $4) else cancelled_at end,
         cancelled_keys = case when $3::text[] is null then cancelled_keys else coalesce(cancelled_keys, '{}') || $3::text[] end
       where environment_id = $1 and id = any($2::uuid[])`,
      [environmentId, triggerIds, keys, at],
    );
  }

  unfinished(
    tx: Tx,
    environmentId: number,
    triggerSeqs: readonly number[],
    keys: readonly string[] | null,
  ): Promise<EndedRun[]> {
    return tx.query<EndedRun>(
      `select lane, id, trigger_id, source, batch_id from runs
       where environment_id = $1 and trigger_seq = any($2::bigint[]) and status in ('PENDING', 'WAITING')
       and ($3::text[] is null or recipient_key = any($3))`,
      [environmentId, triggerSeqs, keys],
    );
  }

  async lockBatches(tx: Tx, environmentId: number, runs: readonly EndedRun[]): Promise<void> {
    await tx.query(
      `select 1 from batches where environment_id = $1
       and (lane, id) in (select * from unnest($2::smallint[], $3::uuid[])) order by lane, id for update`,
      [environmentId, runs.map((run) => run.lane), runs.map((run) => run.batch_id)],
    );
  }

  /** Ends what still waits; a run that a worker took meanwhile has gone on. */
  end(tx: Tx, environmentId: number, runs: readonly EndedRun[], at: Date): Promise<EndedRun[]> {
    return tx.query<EndedRun>(
      `update runs r set status = 'CANCELLED', due_at = null, batch_id = null, finished_at = $4, trace = r.trace || $5::jsonb
       from (select lane, id, batch_id from runs where environment_id = $1
             and (lane, id) in (select * from unnest($2::smallint[], $3::uuid[]))
             and status in ('PENDING', 'WAITING') order by lane, id for update) w
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
