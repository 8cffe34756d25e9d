import type { Queryable } from "../../../platform/postgres/index.js";

/** How many of a workflow's unfinished runs are counted at most. */
export const UNFINISHED_SCAN_MAX = 100_000;

/** Served by `runs_unfinished_by_workflow`; each workflow is read by a scan of its own, which ends at the limit. */
const UNFINISHED_BY_VERSION = `select k.id as workflow_id, r.version_id, count(*)::int as count
  from unnest($2::int[]) as k(id) cross join lateral (
    select version_id from runs where environment_id = $1 and workflow_id = k.id and status in ('PENDING', 'WAITING')
    order by trigger_seq desc limit ${UNFINISHED_SCAN_MAX}
  ) r group by k.id, r.version_id`;

export interface VersionCountRow {
  workflow_id: number;
  version_id: number;
  count: number;
}

/** Counts runs by the version that they follow. */
export class VersionRunsRepository {
  unfinished(q: Queryable, environmentId: number, workflowIds: readonly number[]): Promise<VersionCountRow[]> {
    return q.query(UNFINISHED_BY_VERSION, [environmentId, workflowIds]);
  }
}
