import { isObjectKey, laneOf } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import { plainArray, textArray, type Queryable, type Tx } from "../../platform/postgres/index.js";
import { LANE_GATE, type LaneUnit } from "../triggers/index.js";
import type {
  BatchItemRow,
  DueBatchRow,
  FanoutRow,
  PageWanted,
  PersonRow,
  RunRow,
  SubscriberRow,
  TriggerColumns,
} from "./lane-rows.js";

/** A lane that this transaction owns, and whether runs or batches are due in it. */
export interface OwnedLane {
  lane: number;
  runs: boolean;
  batches: boolean;
}

/** A moment as milliseconds: read several times as fast as a date. */
const MS = (column: string): string => `date_part('epoch', ${column}) * 1000`;
const SETS = `(select jsonb_object_agg(p.tenant_id, jsonb_build_object('rules', p.rules, 'commercial', p.commercial_subscribed))
   from preference_sets p where p.environment_id = $1 and p.lane = k.lane and p.recipient_key = k.key
   and p.tenant_id = any($4::text[])) as sets`;
const USERS = `select k.key, u.id is not null as is_known, u.name, u.avatar, u.email, u.phone_number, u.timezone, u.locale,
   u.properties, ${MS("u.created_at")} as created_at, ${MS("u.updated_at")} as updated_at, ${SETS}
   from unnest($2::smallint[], $3::text[]) as k(lane, key)
   left join users u on u.environment_id = $1 and u.lane = k.lane and u.recipient_key = k.key`;
const USERS_AND_OBJECTS = `${USERS} union all
   select k.key, o.id is not null, o.name, o.avatar, null, null, null, null, o.properties, ${MS("o.created_at")}, ${MS("o.updated_at")}, ${SETS}
   from unnest($5::smallint[], $6::text[]) as k(lane, key)
   left join objects o on o.environment_id = $1 and o.lane = k.lane and o.recipient_key = k.key`;

const RUN_COLUMNS =
  "id, trigger_id, trigger_seq, source, version_id, recipient_key, batch_id, state, data, subscription, created_at";
const TRIGGER_JSON = "to_jsonb(t) - 'environment_id'";

/** What a worker reads while it owns a lane. Tables of earlier modules are joined here, so that a set costs one statement a table. */
export class LaneRepository {
  /**
   * Owns lanes until the transaction ends, those that nobody else does, and tells what is due in them; none while somebody
   * waits behind the gate. (What an owner before us committed this very moment may not be seen; that it rings after its
   * commit, and the sweep, make up for it.)
   *
   * Whatever a set reads or writes it finds by key, so for as long Postgres is kept from other plans: those that it makes for
   * young tables, and keeps, read whole tables when these have grown.
   */
  async tryLocks(tx: Tx, environmentId: number, lanes: readonly number[], now: Date): Promise<OwnedLane[]> {
    const rows = await tx.query<OwnedLane & { locked: boolean }>(
      `select l.lane, pg_try_advisory_xact_lock_shared($1, ${LANE_GATE}) and pg_try_advisory_xact_lock($1, l.lane) as locked,
         set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
         exists (select 1 from runs where environment_id = $1 and lane = l.lane and due_at <= $3) as runs,
         exists (select 1 from batches where environment_id = $1 and lane = l.lane and is_open and closes_at <= $3) as batches
       from unnest($2::smallint[]) as l(lane)`,
      [environmentId, plainArray(lanes), now],
    );
    return rows.filter((row) => row.locked);
  }

  async tryLock(tx: Tx, [environmentId, lane]: LaneUnit, now: Date): Promise<OwnedLane | null> {
    return (await this.tryLocks(tx, environmentId, [lane], now))[0] ?? null;
  }

  /** Every lane with something due by `until`, and since when. */
  async due(q: Queryable, until: Date): Promise<{ environment_id: number; lane: number; due_at: Date | null }[]> {
    return q.query(
      `select environment_id, lane, min(due_at) as due_at from (
         select environment_id, lane, null::timestamptz as due_at from fanouts where not is_done
         union all select environment_id, lane, due_at from runs where due_at <= $1
         union all select environment_id, lane, closes_at from batches where is_open and closes_at <= $1
       ) d group by environment_id, lane`,
      [until],
    );
  }

  /**
   * The oldest fan-outs of each lane, so many at most, with their triggers as they are now: looked up by id, for a join may
   * be planned to read all triggers there ever were. No row is held: a cancellation that this does not see waits for the lane.
   */
  async fanouts(tx: Tx, environmentId: number, lanes: readonly number[], limit: number): Promise<FanoutRow[]> {
    const rows = await tx.query<Omit<FanoutRow, "trigger"> & { triggers: TriggerColumns[] | null }>(
      `with f as materialized (
         select f.* from unnest($2::smallint[]) as l(lane) cross join lateral (
           select lane, trigger_id, source, trigger_seq, recipients, object_keys, cursor_object, cursor_subscriber, may_repeat
           from fanouts where environment_id = $1 and lane = l.lane and not is_done order by trigger_seq, source limit $3
         ) f
       ), t as materialized (
         select * from triggers where environment_id = $1 and id = any(array(select trigger_id from f))
       )
       select *, case when row_number() over () = 1 then (select jsonb_agg(${TRIGGER_JSON}) from t) end as triggers
       from f order by trigger_seq, source, lane`,
      [environmentId, plainArray(lanes), limit],
    );
    // One object per trigger, which is sent once: what is made of it is made once.
    const triggers = new Map(rows.flatMap((row) => row.triggers ?? []).map((trigger) => [trigger.id, trigger]));
    return rows.flatMap(({ triggers: _, ...row }) => {
      const trigger = triggers.get(row.trigger_id);
      return trigger ? [{ ...row, trigger }] : [];
    });
  }

  /** Like an object's page of subscribers, for all objects of each fan-out, in key order; `page` is its place among `wanted`. */
  subscribers(tx: Tx, environmentId: number, wanted: readonly PageWanted[]): Promise<SubscriberRow[]> {
    const pages = wanted.map(({ fanout, limit }, page) => ({
      page,
      lane: fanout.lane,
      objects: fanout.object_keys ?? [],
      object: fanout.cursor_object,
      subscriber: fanout.cursor_subscriber,
      limit,
    }));
    return tx.query<SubscriberRow>(
      `select p.page, s.* from jsonb_to_recordset($2::jsonb)
         as p(page int, lane smallint, objects text[], object text, subscriber text, "limit" int)
       cross join lateral (
         select object_key, subscriber_key, properties from subscriptions
         where environment_id = $1 and lane = p.lane and object_key = any(p.objects)
         and (object_key, subscriber_key) > (p.object, p.subscriber) order by object_key, subscriber_key limit p."limit"
       ) s order by p.page, s.object_key, s.subscriber_key`,
      [environmentId, JSON.stringify(pages)],
    );
  }

  /** Starts a fan-out in every lane where one of the objects has subscribers. */
  async expand(
    tx: Tx,
    environmentId: number,
    fanout: {
      triggerId: string;
      triggerSeq: number;
      source: string;
      objectKeys: readonly string[];
      mayRepeat: boolean;
    },
  ): Promise<number[]> {
    const rows = await tx.query<{ lane: number }>(
      `insert into fanouts (environment_id, lane, trigger_id, source, trigger_seq, object_keys, may_repeat)
       select $1, l, $2, $3, $4, $5::text[], $6 from generate_series(0, 255) l
       where exists (select 1 from subscriptions s where s.environment_id = $1 and s.lane = l and s.object_key = any($5::text[]))
       on conflict do nothing returning lane`,
      [environmentId, fanout.triggerId, fanout.source, fanout.triggerSeq, fanout.objectKeys, fanout.mayRepeat],
    );
    return rows.map((row) => row.lane);
  }

  async existingRuns(
    tx: Tx,
    environmentId: number,
    runs: readonly { recipientKey: string; runId: string }[],
  ): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `select r.id from unnest($2::smallint[], $3::uuid[]) as k(lane, id)
       cross join lateral (select id from runs where environment_id = $1 and lane = k.lane and id = k.id) r`,
      [
        environmentId,
        plainArray(runs.map((run) => laneOf(environmentId, run.recipientKey))),
        plainArray(runs.map((run) => run.runId)),
      ],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Users and objects with their preference sets, each looked up by key. */
  people(
    tx: Queryable,
    environmentId: number,
    keys: readonly string[],
    tenantIds: readonly string[],
  ): Promise<PersonRow[]> {
    const lanesAndKeys = (of: readonly string[]): string[] => [
      plainArray(of.map((key) => laneOf(environmentId, key))),
      textArray(of),
    ];
    const tenants = textArray(["", ...tenantIds]);
    const objects = keys.filter(isObjectKey);
    if (objects.length === 0) return tx.query<PersonRow>(USERS, [environmentId, ...lanesAndKeys(keys), tenants]);
    const users = keys.filter((key) => !isObjectKey(key));
    return tx.query<PersonRow>(USERS_AND_OBJECTS, [
      environmentId,
      ...lanesAndKeys(users),
      tenants,
      ...lanesAndKeys(objects),
    ]);
  }

  async tenants(
    tx: Queryable,
    environmentId: number,
    ids: readonly string[],
  ): Promise<{ tenant_id: string; name: string | null; properties: JsonObject }[]> {
    return tx.query(
      "select tenant_id, name, properties from tenants where environment_id = $1 and tenant_id = any($2::text[])",
      [environmentId, ids],
    );
  }

  /** Runs whose time has come. */
  dueRuns(tx: Tx, [environmentId, lane]: LaneUnit, now: Date, limit: number): Promise<RunRow[]> {
    return tx.query<RunRow>(
      `select ${RUN_COLUMNS} from runs where environment_id = $1 and lane = $2 and due_at <= $3 order by due_at limit $4`,
      [environmentId, lane, now, limit],
    );
  }

  /** Runs that wait in a batch. */
  runsInBatch(tx: Tx, [environmentId, lane]: LaneUnit, batchId: string): Promise<RunRow[]> {
    return tx.query<RunRow>(
      `select ${RUN_COLUMNS} from runs where environment_id = $1 and lane = $2 and batch_id = $3 and status = 'WAITING'
       order by id`,
      [environmentId, lane, batchId],
    );
  }

  async triggers(tx: Queryable, environmentId: number, ids: readonly string[]): Promise<Map<string, TriggerColumns>> {
    const rows = await tx.query<{ trigger: TriggerColumns }>(
      `select ${TRIGGER_JSON} as trigger from triggers t where environment_id = $1 and id = any($2::uuid[])`,
      [environmentId, ids],
    );
    return new Map(rows.map((row) => [row.trigger.id, row.trigger]));
  }

  dueBatches(tx: Tx, [environmentId, lane]: LaneUnit, now: Date, limit: number): Promise<DueBatchRow[]> {
    return tx.query<DueBatchRow>(
      `select id, recipient_key, workflow_id, version_id, step_ref, pin, key from batches
       where environment_id = $1 and lane = $2 and is_open and closes_at <= $3 order by id limit $4`,
      [environmentId, lane, now, limit],
    );
  }

  /** A batch's items that were not removed, oldest first, each with its whole data. */
  items(q: Queryable, [environmentId, lane]: LaneUnit, batchId: string): Promise<BatchItemRow[]> {
    return q.query<BatchItemRow>(
      `select i.ordinal, i.run_id, i.trigger_id, i.actor_key, coalesce(i.data, t.data, '{}'::jsonb) as data, i.created_at
       from batch_items i left join triggers t on t.environment_id = i.environment_id and t.id = i.trigger_id
       where i.environment_id = $1 and i.lane = $2 and i.batch_id = $3 and not i.is_removed order by i.ordinal`,
      [environmentId, lane, batchId],
    );
  }

  /** Delivery and engagement of what these runs have sent, for their conditions. */
  statuses(
    tx: Tx,
    [environmentId, lane]: LaneUnit,
    runIds: readonly string[],
  ): Promise<{ run_id: string; step_ref: string; delivery: string; engagement: string[] }[]> {
    return tx.query(
      `select run_id, step_ref, lower(delivery_status::text) as delivery, array_remove(array[
         case when seen_at is not null then 'seen' end, case when read_at is not null then 'read' end,
         case when interacted_at is not null then 'interacted' end, case when link_clicked_at is not null then 'link_clicked' end,
         case when archived_at is not null then 'archived' end], null) as engagement
       from messages where environment_id = $1 and lane = $2 and run_id = any($3::uuid[])`,
      [environmentId, lane, runIds],
    );
  }
}
