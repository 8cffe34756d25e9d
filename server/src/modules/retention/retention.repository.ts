import type { Queryable, Tx } from "../../platform/postgres/index.js";

export interface AgedTrigger {
  id: string;
  seq: number;
  accepted_at: Date;
}

/** A place among closed batches, in the order of their age. */
export interface BatchCursor {
  at: Date;
  id: string;
}

/** The result of checking some batches; `next` is null after the last. */
export interface BatchSlice {
  gone: number;
  next: BatchCursor | null;
}

/**
 * Deletes expired rows in slices, so that no statement blocks others for long. It reaches into tables of the modules below,
 * because what may be deleted depends on all of them. Without a scope: it covers all environments, and finds each row by its
 * environment.
 */
export class RetentionRepository {
  async environments(q: Queryable): Promise<number[]> {
    const rows = await q.query<{ id: number }>("select id from environments order by id");
    return rows.map((row) => row.id);
  }

  /** The next triggers in the order in which they were accepted. */
  triggers(q: Queryable, environmentId: number, afterSeq: number, limit: number): Promise<AgedTrigger[]> {
    return q.query<AgedTrigger>(
      "select id, seq, accepted_at from triggers where environment_id = $1 and seq > $2 order by seq limit $3",
      [environmentId, afterSeq, limit],
    );
  }

  /**
   * Filters triggers that are no longer needed: fanned out, every run finished, and no item in a batch that is open or whose
   * recipient has an unfinished run, which may still refer to that batch. A trigger that is no longer needed never becomes
   * needed again.
   */
  async finished(q: Queryable, environmentId: number, triggers: readonly AgedTrigger[]): Promise<AgedTrigger[]> {
    return q.query<AgedTrigger>(
      `select t.id, t.seq, t.accepted_at from triggers t where t.environment_id = $1 and t.id = any($2::uuid[])
       and not exists (select 1 from fanouts f where f.environment_id = $1 and f.trigger_id = t.id and not f.is_done)
       and not exists (select 1 from runs r where r.environment_id = $1 and r.trigger_seq = t.seq and r.status in ('PENDING', 'WAITING'))
       and not exists (
         select 1 from batch_items i join batches b on b.environment_id = $1 and b.lane = i.lane and b.id = i.batch_id
         where ${itemsOf("t.seq")} and (b.is_open or exists (
           select 1 from runs r where r.environment_id = $1 and r.lane = b.lane and r.recipient_key = b.recipient_key
           and r.status in ('PENDING', 'WAITING'))))
       order by t.seq`,
      [environmentId, triggers.map((trigger) => trigger.id)],
    );
  }

  /**
   * Copies the part of a trigger's data that the feed shows to the batch items that share it. Returns the number of
   * items.
   */
  async keepShownData(q: Queryable, environmentId: number, seqs: readonly number[], limit: number): Promise<number> {
    const rows = await q.query(
      `update batch_items i set data = (
         select coalesce(jsonb_object_agg(d.key, d.value), '{}') from jsonb_each(t.data) d
         where coalesce(shown.document, v.document)->'feedData' ? d.key)
       from (
         select i.lane, i.batch_id, i.ordinal, t.id as trigger_id from triggers t
         join batch_items i on i.environment_id = $1 and ${itemsOf("t.seq")}
         where t.environment_id = $1 and t.seq = any($2::bigint[]) and i.data is null limit $3
       ) due
       join triggers t on t.environment_id = $1 and t.id = due.trigger_id
       join batches b on b.environment_id = $1 and b.lane = due.lane and b.id = due.batch_id
       join workflow_versions v on v.id = b.version_id
       left join lateral (
         select mv.document from messages m join workflow_versions mv on mv.id = m.version_id
         where m.environment_id = $1 and m.lane = b.lane and m.recipient_key = b.recipient_key and m.batch_id = b.id limit 1
       ) shown on true
       where i.environment_id = $1 and i.lane = due.lane and i.batch_id = due.batch_id and i.ordinal = due.ordinal
       returning 1`,
      [environmentId, seqs, limit],
    );
    return rows.length;
  }

  async deleteRuns(q: Queryable, environmentId: number, seqs: readonly number[], limit: number): Promise<number> {
    const rows = await q.query(
      `with gone as (
         delete from runs where ctid = any(array(
           select ctid from runs where environment_id = $1 and trigger_seq = any($2::bigint[]) limit $3)) returning lane, id
       ), requests as (
         delete from effect_requests where (environment_id, lane, id) in (
           select q.environment_id, q.lane, q.id from effect_requests q
           where q.environment_id = $1 and (q.lane, q.run_id) in (select lane, id from gone)
           order by q.environment_id, q.lane, q.id for update of q)
       )
       select 1 from gone`,
      [environmentId, seqs, limit],
    );
    return rows.length;
  }

  async deleteFanouts(q: Queryable, environmentId: number, ids: readonly string[], limit: number): Promise<number> {
    const rows = await q.query(
      `delete from fanouts where ctid = any(array(
         select ctid from fanouts where environment_id = $1 and trigger_id = any($2::uuid[]) limit $3)) returning 1`,
      [environmentId, ids, limit],
    );
    return rows.length;
  }

  /** Attachments are large: a slice of rows is as many bytes as a hundred times the rows of other tables. */
  async deleteAttachments(q: Queryable, environmentId: number, ids: readonly string[], limit: number): Promise<number> {
    const rows = await q.query(
      `delete from attachments where (environment_id, id) in (
         select environment_id, id from attachments where environment_id = $1 and trigger_id = any($2::uuid[]) limit $3)
       returning 1`,
      [environmentId, ids, limit],
    );
    return rows.length;
  }

  async deleteTriggers(q: Queryable, environmentId: number, ids: readonly string[]): Promise<number> {
    const rows = await q.query("delete from triggers where environment_id = $1 and id = any($2::uuid[]) returning 1", [
      environmentId,
      ids,
    ]);
    return rows.length;
  }

  /** Where the last pass over closed batches stopped; null if it reached the end. */
  async batchCursor(q: Queryable): Promise<BatchCursor | null> {
    const rows = await q.query<BatchCursor>("select opened_at as at, id from retention_cursors where name = 'batches'");
    return rows[0] ?? null;
  }

  async keepBatchCursor(q: Queryable, cursor: BatchCursor | null): Promise<void> {
    if (!cursor) return void (await q.query("delete from retention_cursors where name = 'batches'"));
    await q.query(
      `insert into retention_cursors (name, opened_at, id) values ('batches', $1, $2)
       on conflict (name) do update set opened_at = excluded.opened_at, id = excluded.id`,
      [cursor.at, cursor.id],
    );
  }

  /**
   * Checks the next closed batches by age, and deletes those without a message and without an unfinished run of their
   * recipient. A batch with a message stays as long as the message, whose activities it contains. Each call reads at most
   * `limit` rows, however many stay.
   */
  async deleteBatches(q: Queryable, after: BatchCursor | null, to: Date, limit: number): Promise<BatchSlice> {
    const rows = await q.query<{ looked: number; gone: number; at: Date | null; id: string | null }>(
      `with page as materialized (
         select ctid as place, environment_id, lane, id, recipient_key, opened_at from batches
         where not is_open and opened_at < $1 and ($2::timestamptz is null or (opened_at, id) > ($2, $3::uuid))
         order by opened_at, id limit $4
       ), gone as (
         delete from batches where ctid = any(array(
           select p.place from page p
           where not exists (select 1 from messages m where m.environment_id = p.environment_id and m.lane = p.lane
             and m.batch_id = p.id)
           and not exists (select 1 from runs r where r.environment_id = p.environment_id and r.lane = p.lane
             and r.recipient_key = p.recipient_key and r.status in ('PENDING', 'WAITING'))))
         returning environment_id, lane, id
       ), items as (
         delete from batch_items i using gone g
         where i.environment_id = g.environment_id and i.lane = g.lane and i.batch_id = g.id
       ), last as (select opened_at, id from page order by opened_at desc, id desc limit 1)
       select (select count(*)::int from page) as looked, (select count(*)::int from gone) as gone,
         (select opened_at from last) as at, (select id from last) as id`,
      [to, after?.at ?? null, after?.id ?? null, limit],
    );
    const { looked, gone, at, id } = rows[0] ?? { looked: 0, gone: 0, at: null, id: null };
    return { gone, next: at === null || id === null || looked < limit ? null : { at, id } };
  }

  /** A throttle whose window has ended has no effect: the next run opens another. */
  async deleteThrottles(q: Queryable, endedBefore: Date, limit: number): Promise<number> {
    const rows = await q.query(
      `delete from throttles where ctid = any(array(select ctid from throttles where ends_at < $1 limit $2)) returning 1`,
      [endedBefore, limit],
    );
    return rows.length;
  }

  /** A key whose latest message is that old replaces nothing. */
  async deleteSuperseding(q: Queryable, madeBefore: Date, limit: number): Promise<number> {
    const rows = await q.query(
      `delete from superseding where ctid = any(array(select ctid from superseding where made_at < $1 limit $2)) returning 1`,
      [madeBefore, limit],
    );
    return rows.length;
  }

  /** Locks the feeds of the oldest tombstones, in key order, as every writer of feeds. */
  async lockFeedsOfRemovals(tx: Tx, removedBefore: Date, limit: number): Promise<void> {
    await tx.query(
      `select 1 from feeds f join (
         select distinct environment_id, lane, recipient_key, channel_id from (
           select * from feed_removals where removed_at < $1 order by removed_at limit $2) oldest
       ) r on r.environment_id = f.environment_id and r.lane = f.lane and r.recipient_key = f.recipient_key
         and r.channel_id = f.channel_id
       order by f.environment_id, f.lane, f.recipient_key, f.channel_id for update of f`,
      [removedBefore, limit],
    );
  }

  /** The log of a feed then begins after the last deleted tombstone: a client with an older version loads the feed again. */
  async deleteRemovals(tx: Tx, removedBefore: Date, limit: number): Promise<number> {
    const rows = await tx.query<{ count: number }>(
      `with gone as (
         delete from feed_removals where ctid = any(array(
           select ctid from feed_removals where removed_at < $1 order by removed_at limit $2))
         returning environment_id, lane, recipient_key, channel_id, version
       ), floors as (
         update feeds f set log_floor = greatest(f.log_floor, g.version)
         from (select environment_id, lane, recipient_key, channel_id, max(version) as version from gone group by 1, 2, 3, 4) g
         where f.environment_id = g.environment_id and f.lane = g.lane and f.recipient_key = g.recipient_key
         and f.channel_id = g.channel_id
       )
       select count(*)::int as count from gone`,
      [removedBefore, limit],
    );
    return rows[0]?.count ?? 0;
  }
}

/** Items of a trigger, by their runs, whose ids begin with its sequence number. */
function itemsOf(seq: string): string {
  const runId = (end: string): string => `(lpad(to_hex(${seq}), 12, '0') || repeat('${end}', 20))::uuid`;
  return `i.environment_id = $1 and i.run_id between ${runId("0")} and ${runId("f")}`;
}
