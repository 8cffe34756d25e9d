import type { JsonObject } from "../../../platform/json.js";
import type { Queryable } from "../../../platform/postgres/index.js";
import { READ_MAX_BYTES, weightOf } from "../storage/row-weight.js";

const TRIGGERS_MAX = 100;
/** Recipients of each trigger; together at most a hundred different ones are looked at. */
const RUNS_OF_TRIGGER_MAX = 3;

/** What a recent call said; no data for the calls beyond the byte limit. */
export interface SampleTrigger {
  seq: number;
  actor_key: string | null;
  tenant_id: string | null;
  data: JsonObject | null;
}

/** Served by `triggers_by_workflow`. */
const TRIGGERS = `select seq, actor_key, tenant_id, case when weight <= ${READ_MAX_BYTES} then data end as data from (
   select t.*, sum(${weightOf("t.data")}) over (order by t.seq desc rows unbounded preceding) as weight from (
     select seq, actor_key, tenant_id, data from triggers where environment_id = $1 and workflow_id = $2
     order by seq desc limit ${TRIGGERS_MAX}
   ) t
 ) t order by seq desc`;

/** Served by `runs_by_trigger`. */
const RECIPIENTS = `select distinct r.recipient_key from unnest($2::bigint[]) as t(seq) cross join lateral (
   select recipient_key from runs where environment_id = $1 and trigger_seq = t.seq limit ${RUNS_OF_TRIGGER_MAX}
 ) r limit 100`;

/** Reads the latest triggers of a workflow as samples of what it gets. */
export class VariableScopeRepository {
  triggers(q: Queryable, environmentId: number, workflowId: number): Promise<SampleTrigger[]> {
    return q.query(TRIGGERS, [environmentId, workflowId]);
  }

  async recipients(q: Queryable, environmentId: number, triggerSeqs: readonly number[]): Promise<string[]> {
    const rows = await q.query<{ recipient_key: string }>(RECIPIENTS, [environmentId, triggerSeqs]);
    return rows.map((row) => row.recipient_key);
  }
}
