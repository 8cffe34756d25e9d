import { keysetSql, type Page } from "../../platform/graphql/index.js";
import type { Json, JsonObject } from "../../platform/json.js";
import { whereSql, type Queryable } from "../../platform/postgres/index.js";

export interface TriggerRow {
  id: string;
  seq: number;
  workflow_key: string;
  failure: string | null;
  cancelled_at: Date | null;
  accepted_at: Date;
}

export interface TriggerCounts {
  trigger_id: string;
  pending_lanes: number;
  runs: number;
  completed: number;
  cancelled: number;
  failed: number;
}

/** A recipient named in a call, and its own data: what a fan-out row lists. */
export type ListedRecipient = [recipientKey: string, data: Json];

export interface NewTrigger {
  environmentId: number;
  id: string;
  workflowId: number;
  versionId: number;
  actorKey: string | null;
  tenantId: string | null;
  data: JsonObject;
  cancellationKey: string | null;
  isSandbox: boolean;
  skipsDelays: boolean;
  at: Date;
  lanes: { lane: number; recipients: ListedRecipient[]; may_repeat: boolean }[];
}

/** A trigger's place in lists. */
export type TriggerKey = readonly [seq: number];

export interface TriggerFilter {
  workflowKey?: string | null;
  tenantId?: string | null;
  cancellationKey?: string | null;
}

const SELECT = `select t.id, t.seq, w.key as workflow_key, t.failure, t.cancelled_at, t.accepted_at
  from triggers t join workflows w on w.id = t.workflow_id where t.environment_id = $1`;

export class TriggerRepository {
  /**
   * Triggers of one environment and what is to be reached in each lane, in one statement: one round trip, one commit. They
   * take their sequence numbers in the order given.
   */
  async insert(q: Queryable, rows: readonly NewTrigger[]): Promise<void> {
    const lanes = rows.flatMap((row) => row.lanes.map((lane) => ({ trigger: row.id, ...lane })));
    await q.query(
      `with t as (
         insert into triggers (environment_id, id, workflow_id, version_id, actor_key, tenant_id, data, cancellation_key,
           is_sandbox, skips_delays, accepted_at)
         select $1, r.id, r.workflow_id, r.version_id, r.actor_key, r.tenant_id, r.data, r.cancellation_key, r.is_sandbox,
           r.skips_delays, r.accepted_at
         from unnest($2::uuid[], $3::int[], $4::int[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::boolean[],
           $10::boolean[], $11::timestamptz[]) with ordinality
           as r(id, workflow_id, version_id, actor_key, tenant_id, data, cancellation_key, is_sandbox, skips_delays, accepted_at, place)
         order by r.place returning id, seq
       )
       insert into fanouts (environment_id, lane, trigger_id, trigger_seq, recipients, may_repeat)
       select $1, f.lane, t.id, t.seq, f.recipients, f.may_repeat
       from jsonb_to_recordset($12::jsonb) as f(trigger uuid, lane smallint, recipients jsonb, may_repeat boolean)
       join t on t.id = f.trigger`,
      [
        rows[0]?.environmentId ?? 0,
        rows.map((row) => row.id),
        rows.map((row) => row.workflowId),
        rows.map((row) => row.versionId),
        rows.map((row) => row.actorKey),
        rows.map((row) => row.tenantId),
        rows.map((row) => JSON.stringify(row.data)),
        rows.map((row) => row.cancellationKey),
        rows.map((row) => row.isSandbox),
        rows.map((row) => row.skipsDelays),
        rows.map((row) => row.at),
        JSON.stringify(lanes),
      ],
    );
  }

  byIds(q: Queryable, environmentId: number, ids: readonly string[]): Promise<TriggerRow[]> {
    return q.query<TriggerRow>(`${SELECT} and t.id = any($2::uuid[])`, [environmentId, ids]);
  }

  /** A page of those that match, latest first, one more than asked for when there is more. */
  page(q: Queryable, environmentId: number, filter: TriggerFilter, page: Page<TriggerKey>): Promise<TriggerRow[]> {
    const where = whereSql(
      [
        ["t.workflow_id = (select id from workflows where environment_id = $1 and key = ?)", filter.workflowKey],
        ["t.tenant_id = ?", filter.tenantId],
        ["t.cancellation_key = ?", filter.cancellationKey],
      ],
      2,
    );
    const keyset = keysetSql(page, { columns: ["t.seq"], direction: "desc" }, 2 + where.values.length);
    return q.query<TriggerRow>(`${SELECT}${where.and}${keyset.and} ${keyset.orderAndLimit}`, [
      environmentId,
      ...where.values,
      ...keyset.values,
    ]);
  }

  /** What the lanes say of each trigger, added up. */
  counts(q: Queryable, environmentId: number, ids: readonly string[]): Promise<TriggerCounts[]> {
    return q.query<TriggerCounts>(
      `select trigger_id, count(*) filter (where not is_done)::int as pending_lanes, sum(run_count)::int as runs,
         sum(completed_count)::int as completed, sum(cancelled_count)::int as cancelled, sum(failed_count)::int as failed
       from fanouts where environment_id = $1 and trigger_id = any($2::uuid[]) group by trigger_id`,
      [environmentId, ids],
    );
  }
}
