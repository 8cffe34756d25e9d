import { laneOf } from "../../identifiers/index.js";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import { plainArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { OWNED } from "../due/lane-locks.repository.js";
import {
  RUN_COLUMNS,
  type AlikeRequest,
  type AlikeRow,
  type FanoutRow,
  type FanoutsOfLanes,
  type PageRequest,
  type RunRow,
  type SubscriberRow,
  type TriggerColumns,
} from "./lane-records.js";
import { recipientSource, type SourceColumns } from "../recipients/recipient-source.js";
import { READ_MAX_BYTES, triggerBy, weightOf } from "./row-weight.js";

/**
 * The columns of a trigger `t`. `accepted_at` is in milliseconds, which the client parses several times as fast as a
 * date.
 */
const TRIGGER_COLUMNS = `t.id, t.seq, t.workflow_id, t.version_id, t.actor_key, t.tenant_id, t.is_sandbox, t.skips_delays,
   date_part('epoch', t.expires_at) * 1000 as expires_at, date_part('epoch', t.accepted_at) * 1000 as accepted_at, t.cancelled_at is null and t.failure is null as is_open`;
const TRIGGER_NAMES =
  "id, seq, workflow_id, version_id, actor_key, tenant_id, is_sandbox, skips_delays, expires_at, accepted_at, is_open";

/** Reads of a worker that owns a lane. Joins tables of earlier modules, so that a set costs one statement per table. */
export class LaneRepository {
  /**
   * Up to `limit` of the oldest fan-outs of each lane that the transaction owns, with their triggers, as many as fit the byte limit but at least one.
   * `cutLanes` are the lanes with more. Triggers are looked up by id, because a join may be planned to read every trigger.
   * Locks no row: a cancellation that this statement does not see waits for the lane.
   *
   * JSON is read as rows and never aggregated, because Postgres needs quadratic time for that. The JSON of triggers that start
   * no more runs is not read.
   */
  async fanouts(tx: Tx, environmentId: number, limit: number): Promise<FanoutsOfLanes> {
    const rows = await tx.query<FanoutColumns & { fits: boolean }>(
      `with f as materialized (
         select f.*, row_number() over (partition by f.trigger_id order by f.source, f.lane) = 1 as is_first
         from ${OWNED} cross join lateral (
           select lane, trigger_id, source, trigger_seq, recipients, object_keys, cursor_object, cursor_subscriber, may_repeat
           from fanouts where environment_id = $1 and lane = l.lane and not is_done order by trigger_seq, source limit $2
         ) f
       ), w as materialized (
         select f.*, t.*, sum(case when is_open then ${weightOf("recipients")} + ${weightOf("object_keys")}
             + case when is_first then ${weightOf("data")} else 0 end else 0 end)
           over (order by trigger_seq, source, lane rows unbounded preceding) as weight,
           row_number() over (order by trigger_seq, source, lane) as place
         from f cross join lateral (
           select ${TRIGGER_COLUMNS}, t.data, t.cancelled_keys from ${triggerBy("f.trigger_id")}
         ) t
       )
       select lane, trigger_id, source, trigger_seq, cursor_object, cursor_subscriber, may_repeat, ${TRIGGER_NAMES}, fits,
         case when fits and is_open then recipients end as recipients,
         case when fits and is_open then object_keys end as object_keys,
         case when fits and is_open and is_first then data::text end as data,
         case when fits and is_first then cancelled_keys end as cancelled_keys
       from (select *, place = 1 or weight <= ${READ_MAX_BYTES} as fits from w) w order by trigger_seq, source, lane`,
      [environmentId, limit],
    );
    // One object per trigger, whose data is sent once, so that derived values are computed once.
    const triggers = new Map<string, TriggerColumns>();
    const fanouts = rows.flatMap((row): FanoutRow[] => {
      if (!row.fits) return [];
      const { lane, trigger_id, source, trigger_seq, may_repeat } = row;
      const { cursor_object, cursor_subscriber } = row;
      const trigger = triggers.get(trigger_id) ?? triggerOf(row);
      triggers.set(trigger_id, trigger);
      const names = { lane, trigger_id, source, trigger_seq, cursor_object, cursor_subscriber };
      return [{ ...names, reaches: row.is_open ? recipientSource(row) : null, may_repeat, trigger }];
    });
    return { fanouts, cutLanes: rows.filter(({ fits }) => !fits).map(({ lane }) => lane) };
  }

  /**
   * Like an object's page of subscribers, for all objects of each fan-out, in key order; `page` is its index in
   * `wanted`.
   */
  subscribers(
    tx: Tx,
    environmentId: number,
    wanted: readonly (PageRequest & { objectKeys: readonly string[] })[],
  ): Promise<SubscriberRow[]> {
    const pages = wanted.map(({ fanout, limit, objectKeys }, page) => ({
      page,
      lane: fanout.lane,
      objects: objectKeys,
      object: fanout.cursor_object,
      subscriber: fanout.cursor_subscriber,
      limit,
    }));
    return tx.query<SubscriberRow>(
      `select page, object_key, subscriber_key, fits, case when fits then properties end as properties from (
         select p.page, s.*, row_number() over places = 1 or sum(${weightOf("properties")}) over places <= ${READ_MAX_BYTES} as fits
         from jsonb_to_recordset($2::jsonb)
           as p(page int, lane smallint, objects text[], object text, subscriber text, "limit" int)
         cross join lateral (
           select object_key, subscriber_key, properties from subscriptions
           where environment_id = $1 and lane = p.lane and object_key = any(p.objects)
           and (object_key, subscriber_key) > (p.object, p.subscriber) order by object_key, subscriber_key limit p."limit"
         ) s window places as (order by p.page, s.object_key, s.subscriber_key rows unbounded preceding)
       ) s order by page, object_key, subscriber_key`,
      [environmentId, JSON.stringify(pages)],
    );
  }

  /**
   * Divides each page of subscribers by whether they have preferences of their own. Pages without subscribers are left out. Written
   * so that only the primary key gives the order: another index would be read past the subscribers of all other objects.
   */
  alikeSubscribers(tx: Tx, environmentId: number, wanted: readonly AlikeRequest[]): Promise<AlikeRow[]> {
    return tx.query<AlikeRow>(
      `select p.page, count(*)::int as "readCount", max(s.key) as last, count(*) filter (where s.is_wanted and not s.is_ruled)::int as count,
         (array_agg(s.key) filter (where s.is_wanted and not s.is_ruled))::text as keys,
         array_agg(s.key) filter (where s.is_wanted and s.is_ruled) as ruled
       from jsonb_to_recordset($2::jsonb) as p(page int, lane smallint, object text, after text, actor text, "limit" int)
       cross join lateral (
         select s.key, s.key <> p.object and s.key is distinct from p.actor as is_wanted, exists (
           select 1 from preference_sets where environment_id = $1 and lane = p.lane and recipient_key = s.key
         ) as is_ruled
         from (
           select subscriber_key as key from subscriptions
           where environment_id = $1 and (lane, object_key, subscriber_key) > (p.lane, p.object, p.after)
             and (lane, object_key) <= (p.lane, p.object)
           order by lane, object_key, subscriber_key limit p."limit"
         ) s offset 0
       ) s group by p.page`,
      [environmentId, JSON.stringify(wanted)],
    );
  }

  /** Subscribers of an object by key, in key order, as many as fit together. */
  subscribersByKey(
    tx: Tx,
    environmentId: number,
    wanted: readonly { page: number; lane: number; object: string; keys: readonly string[] }[],
  ): Promise<SubscriberRow[]> {
    return tx.query<SubscriberRow>(
      `select page, object_key, subscriber_key, fits, case when fits then properties end as properties from (
         select p.page, s.*, row_number() over places = 1 or sum(${weightOf("properties")}) over places <= ${READ_MAX_BYTES} as fits
         from jsonb_to_recordset($2::jsonb) as p(page int, lane smallint, object text, keys text[])
         cross join lateral unnest(p.keys) as k(key)
         cross join lateral (
           select object_key, subscriber_key, properties from subscriptions
           where environment_id = $1 and lane = p.lane and object_key = p.object and subscriber_key = k.key offset 0
         ) s window places as (order by p.page, s.subscriber_key rows unbounded preceding)
       ) s order by page, subscriber_key`,
      [environmentId, JSON.stringify(wanted)],
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
       cross join lateral (select id from runs where environment_id = $1 and lane = k.lane and id >= k.id and id <= k.id offset 0) r`,
      [
        environmentId,
        plainArray(runs.map((run) => laneOf(environmentId, run.recipientKey))),
        plainArray(runs.map((run) => run.runId)),
      ],
    );
    return new Set(rows.map((row) => row.id));
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

  /** These runs, in the order given, as many as do not hold too much together, but one at least. */
  async runs(tx: Tx, [environmentId, lane]: LaneUnit, ids: readonly string[]): Promise<RunRow[]> {
    if (ids.length === 0) return [];
    return tx.query<RunRow>(
      `select ${RUN_COLUMNS} from (
         select r.*, k.n, sum(${weightOf("r.state")} + ${weightOf("r.data")} + ${weightOf("r.subscription")} + coalesce(t.weight, 0))
           over (order by k.n rows unbounded preceding) as weight
         from unnest($3::uuid[]) with ordinality as k(id, n)
         cross join lateral (select ${RUN_COLUMNS} from runs where environment_id = $1 and lane = $2 and id >= k.id and id <= k.id offset 0) r
         left join lateral (
           select ${weightOf("t.data")} as weight from ${triggerBy("r.trigger_id")}
         ) t on true
       ) r where n = 1 or weight <= ${READ_MAX_BYTES} order by n`,
      [environmentId, lane, plainArray(ids)],
    );
  }

  async triggers(tx: Queryable, environmentId: number, ids: readonly string[]): Promise<Map<string, TriggerColumns>> {
    const rows = await tx.query<TriggerRow>(
      `select ${TRIGGER_COLUMNS}, t.data::text as data, t.cancelled_keys from triggers t
       where environment_id = $1 and id = any($2::uuid[])`,
      [environmentId, ids],
    );
    return new Map(rows.map((row) => [row.id, triggerOf(row)]));
  }
}

type TriggerRow = Omit<TriggerColumns, "data" | "data_length" | "cancelled_keys"> & {
  data: string | null;
  cancelled_keys: string[] | null;
};

/** A fan-out and its trigger in one row. Only the first of a trigger's rows contains the trigger's data. */
type FanoutColumns = Omit<FanoutRow, "trigger" | "reaches"> & SourceColumns & TriggerRow;

function triggerOf(row: TriggerRow): TriggerColumns {
  const data: unknown = row.data === null ? {} : JSON.parse(row.data);
  if (!isJsonObject(data)) throw new Error("The data of a stored call is not an object.");
  return {
    id: row.id,
    seq: row.seq,
    workflow_id: row.workflow_id,
    version_id: row.version_id,
    actor_key: row.actor_key,
    tenant_id: row.tenant_id,
    is_sandbox: row.is_sandbox,
    skips_delays: row.skips_delays,
    expires_at: row.expires_at,
    accepted_at: row.accepted_at,
    is_open: row.is_open,
    data,
    data_length: row.data?.length ?? 0,
    cancelled_keys: new Set(row.cancelled_keys),
  };
}
