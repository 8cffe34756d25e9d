import type { Queryable } from "../../../platform/postgres/index.js";

/** Runs of one trigger whose outcomes are counted at most. */
export const OUTCOMES_SCAN_MAX = 2000;

export interface OutcomeRow {
  trigger_id: string;
  code: string;
  count: number;
}

/** Served by the triggers' primary key and `runs_by_trigger`. */
const OUTCOMES = `select k.id as trigger_id, r.outcome_code as code, count(*)::int as count
  from unnest($2::uuid[]) as k(id) cross join lateral (
    select outcome_code from runs where environment_id = $1 and trigger_seq = (
      select t.seq from triggers t where t.environment_id = $1 and t.id between k.id and k.id order by t.id limit 1
    ) order by created_at, id limit ${OUTCOMES_SCAN_MAX}
  ) r where r.outcome_code is not null group by 1, 2 order by 3 desc, 2`;

/** Counts the outcomes of the runs of triggers. */
export class TriggerOutcomesRepository {
  of(q: Queryable, environmentId: number, triggerIds: readonly string[]): Promise<OutcomeRow[]> {
    return q.query(OUTCOMES, [environmentId, triggerIds]);
  }
}
