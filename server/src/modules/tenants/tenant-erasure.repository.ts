import { ERASE_WHAT_WAS_SENT, MARK_ORPHANED_CONTENTS } from "./erased-messages.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";

/** A lane's share of a tenant. */
export interface TenantLane {
  environmentId: number;
  lane: number;
  tenantId: string;
}

/** A feed with deleted items, at its new version. */
export interface ChangedFeed {
  environmentId: number;
  recipientKey: string;
  channelId: number;
  version: number;
}

/**
 * Deletes a tenant from all tables, including tables of modules above this one: erasure is kept in one place so that no
 * table is missed; a test compares the list with the tables that refer to a tenant. The order is the lock order of those
 * modules: tenant, lane, triggers, feeds, messages.
 */
export class TenantErasureRepository {
  async deleteTenant(tx: Tx, environmentId: number, tenantId: string): Promise<boolean> {
    const values = [environmentId, tenantId];
    for (const table of ["tenant_channel_data", "preference_defaults", "preference_sets", "frequency_marks"]) {
      await tx.query(`delete from ${table} where environment_id = $1 and tenant_id = $2`, values);
    }
    const rows = await tx.query("delete from tenants where environment_id = $1 and tenant_id = $2 returning 1", values);
    return rows.length > 0;
  }

  /**
   * A `notify` that names the tenant locks its row before it creates its trigger. This waits for that lock before triggers
   * are read, so the deletion sees the trigger.
   */
  async lockTenant(tx: Tx, environmentId: number, tenantId: string): Promise<void> {
    await tx.query("select 1 from tenants where environment_id = $1 and tenant_id = $2 for update", [
      environmentId,
      tenantId,
    ]);
  }

  /** Recipients that were not reached yet will not be. */
  async cancelTriggers(tx: Tx, environmentId: number, tenantId: string, at: Date): Promise<void> {
    await tx.query(
      `update triggers set cancelled_at = $3 where environment_id = $1 and id = any(array(
         select id from triggers where environment_id = $1 and tenant_id = $2 and cancelled_at is null
         order by id for update))`,
      [environmentId, tenantId, at],
    );
  }

  /**
   * The tenant's calls keep their id, workflow, time and counts, and lose their data, a slice at a time: all of them are
   * cancelled or finished. The recipients' own data may hold everything that a call said, so every call is emptied. Returns
   * the last id of the slice, for the next call; null after the last.
   */
  async emptyTriggers(
    q: Queryable,
    { environmentId, tenantId, afterId }: { environmentId: number; tenantId: string; afterId: string },
  ): Promise<string | null> {
    // A run's id begins with the sequence number of its trigger.
    const runId = (end: string): string => `(lpad(to_hex(t.seq), 12, '0') || repeat('${end}', 20))::uuid`;
    const rows = await q.query<{ id: string }>(
      `with emptied as (
         update triggers set data = '{}', cancellation_key = null, actor_key = null, cancelled_keys = null
         where environment_id = $1 and id = any(array(
           select id from triggers where environment_id = $1 and tenant_id = $2 and id > $3::uuid
           order by id limit 500 for update))
         returning id, seq
       ), entries as (
         update fanouts f set recipients = to_jsonb(array(
           select jsonb_build_array(e.value -> 0, null) from jsonb_array_elements(f.recipients) with ordinality e order by e.ordinality))
         from emptied t where f.environment_id = $1 and f.trigger_id = t.id and f.recipients is not null
       ), own as (
         update runs r set data = null from emptied t
         where r.environment_id = $1 and r.trigger_seq = t.seq and r.data is not null
       ), files as (
         delete from attachments a using emptied t where a.environment_id = $1 and a.trigger_id = t.id
       ), items as (
         update batch_items i set data = '{}', actor_key = null from emptied t
         where i.environment_id = $1 and i.run_id between ${runId("0")} and ${runId("f")}
       )
       select id from emptied order by id desc limit 1`,
      [environmentId, tenantId, afterId],
    );
    return rows[0]?.id ?? null;
  }

  /** Lanes in which the tenant has messages, runs that wait, or a set at work that began before its triggers were cancelled. */
  async lanes(q: Queryable, environmentId: number, tenantId: string): Promise<number[]> {
    const rows = await q.query<{ lane: number }>(
      `select lane from messages where environment_id = $1 and tenant_id = $2
       union
       select r.lane from runs r join triggers t on t.environment_id = r.environment_id and t.id = r.trigger_id
       where r.environment_id = $1 and r.status in ('PENDING', 'WAITING') and t.tenant_id = $2
       union
       select f.lane from fanouts f join triggers t on t.environment_id = f.environment_id and t.id = f.trigger_id
       where f.environment_id = $1 and not f.is_done and t.tenant_id = $2
       order by lane`,
      [environmentId, tenantId],
    );
    return rows.map((row) => row.lane);
  }

  /** Takes the lane's lock: while it is held, no run in it continues. */
  async lockLane(tx: Tx, { environmentId, lane }: TenantLane): Promise<void> {
    await tx.query("select pg_advisory_xact_lock($1, $2)", [environmentId, lane]);
  }

  /** Takes the tenant's items out of batches that are still open. */
  async withdrawBatchItems(tx: Tx, place: TenantLane): Promise<void> {
    await tx.query(
      `with mine as (
         select i.batch_id, i.ordinal from batch_items i
         join batches b on b.environment_id = i.environment_id and b.lane = i.lane and b.id = i.batch_id
         join triggers t on t.environment_id = i.environment_id and t.id = i.trigger_id
         where i.environment_id = $1 and i.lane = $2 and b.is_open and not i.is_removed and t.tenant_id = $3
       ), gone as (
         update batch_items i set is_removed = true, actor_key = null, data = '{}' from mine m
         where i.environment_id = $1 and i.lane = $2 and i.batch_id = m.batch_id and i.ordinal = m.ordinal
         returning i.batch_id
       )
       update batches b set item_count = b.item_count - g.count
       from (select batch_id, count(*)::int as count from gone group by batch_id) g
       where b.environment_id = $1 and b.lane = $2 and b.id = g.batch_id`,
      values(place),
    );
  }

  /** Ends runs that wait, as a cancellation does. */
  async cancelRuns(tx: Tx, place: TenantLane, at: Date): Promise<void> {
    await tx.query(
      `with ended as (
         update runs r set status = 'CANCELLED', due_at = null, batch_id = null, finished_at = $4, trace = r.trace || $5::jsonb,
           outcome_code = 'run.cancelled'
         from triggers t
         where r.environment_id = $1 and r.lane = $2 and r.status in ('PENDING', 'WAITING')
         and t.environment_id = $1 and t.id = r.trigger_id and t.tenant_id = $3
         returning r.id, r.trigger_id, r.source
       ), requests as (
         delete from effect_requests where (environment_id, lane, id) in (
           select q.environment_id, q.lane, q.id from effect_requests q
           where q.environment_id = $1 and q.lane = $2 and q.run_id in (select id from ended)
           order by q.environment_id, q.lane, q.id for update of q)
       )
       update fanouts f set cancelled_count = f.cancelled_count + e.count
       from (select trigger_id, source, count(*)::int as count from ended group by trigger_id, source) e
       where f.environment_id = $1 and f.lane = $2 and f.trigger_id = e.trigger_id and f.source = e.source`,
      [...values(place), at, JSON.stringify([[at.getTime(), null, "run.cancelled", {}]])],
    );
  }

  /** In key order, in a separate statement: versions are read under the lock. */
  async lockFeeds(tx: Tx, place: TenantLane): Promise<void> {
    await tx.query(
      `select 1 from feeds f where f.environment_id = $1 and f.lane = $2 and (f.recipient_key, f.channel_id) in (
         select recipient_key, channel_id from messages where environment_id = $1 and lane = $2 and tenant_id = $3)
       order by f.recipient_key, f.channel_id for update`,
      values(place),
    );
  }

  /**
   * A worker that is writing the outcome of an attempt holds the delivery: the deletion that follows sees the attempt. Workers that come later
   * find no delivery, and log nothing.
   */
  async lockDeliveries(tx: Tx, place: TenantLane): Promise<void> {
    await tx.query(
      `select 1 from messages m join deliveries d using (environment_id, lane, run_id, ordinal)
       where m.environment_id = $1 and m.lane = $2 and m.tenant_id = $3
       order by d.run_id, d.ordinal for update of d`,
      values(place),
    );
  }

  /** Each deleted feed item leaves a tombstone with the feed's next version; counts are updated. */
  async deleteMessages(tx: Tx, place: TenantLane, at: Date): Promise<ChangedFeed[]> {
    const rows = await tx.query<{ recipient_key: string; channel_id: number; version: number }>(
      `with gone as (
         delete from messages where environment_id = $1 and lane = $2 and tenant_id = $3
         returning recipient_key, channel_id, run_id, ordinal, position, seen_at, read_at, archived_at, snoozed_until, content_id
       ), ${ERASE_WHAT_WAS_SENT}, orphaned as (
         ${MARK_ORPHANED_CONTENTS}
       ), numbered as (
         select g.*, f.version + row_number() over (partition by g.recipient_key, g.channel_id order by g.position) as version
         from gone g join feeds f on f.environment_id = $1 and f.lane = $2
           and f.recipient_key = g.recipient_key and f.channel_id = g.channel_id
         where g.position > 0
       ), tombstones as (
         insert into feed_removals (environment_id, lane, recipient_key, channel_id, version, run_id, ordinal, removed_at)
         select $1, $2, recipient_key, channel_id, version, run_id, ordinal, $4 from numbered
       ), sums as (
         select recipient_key, channel_id, max(version) as version,
           count(*) filter (where archived_at is null and snoozed_until is null) as total,
           count(*) filter (where archived_at is null and snoozed_until is null and read_at is null) as unread,
           count(*) filter (where archived_at is null and snoozed_until is null and seen_at is null) as unseen
         from numbered group by recipient_key, channel_id
       )
       update feeds f set version = s.version, total = f.total - s.total, unread = f.unread - s.unread,
         unseen = f.unseen - s.unseen, tenants = f.tenants - $3::text
       from sums s
       where f.environment_id = $1 and f.lane = $2 and f.recipient_key = s.recipient_key and f.channel_id = s.channel_id
       returning f.recipient_key, f.channel_id, f.version`,
      [...values(place), at],
    );
    return rows.map((row) => ({
      environmentId: place.environmentId,
      recipientKey: row.recipient_key,
      channelId: row.channel_id,
      version: row.version,
    }));
  }
}

function values({ environmentId, lane, tenantId }: TenantLane): unknown[] {
  return [environmentId, lane, tenantId];
}
