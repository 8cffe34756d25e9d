import { keysetSql, type Page } from "../../platform/graphql/index.js";
import { laneOf } from "../../platform/ids/index.js";
import { whereSql, type Queryable } from "../../platform/postgres/index.js";
import type { RunStatus } from "./engine/types.js";
import type { RunReadRow } from "./run-row.js";

/** A run's place in lists. */
export type RunKey = readonly [triggerSeq: number, createdAt: string, id: string];

export interface RunFilter {
  workflowKey: string | null;
  recipientKey: string | null;
  status: RunStatus | null;
}

const COLUMNS = `r.lane, r.id, r.trigger_id, r.trigger_seq, r.recipient_key, r.status, r.trace, r.created_at, r.finished_at,
  w.key as workflow_key`;

const SELECT = `select ${COLUMNS} from runs r join workflows w on w.id = r.workflow_id where r.environment_id = $1`;

/** Written out, so that the planner sees which partial index fits. */
const HAS_STATUS: Readonly<Record<RunStatus, string>> = {
  PENDING: " and r.status = 'PENDING'",
  WAITING: " and r.status = 'WAITING'",
  COMPLETED: " and r.status = 'COMPLETED'",
  CANCELLED: " and r.status = 'CANCELLED'",
  FAILED: " and r.status = 'FAILED'",
};

const COLUMNS_OF_KEY = ["r.trigger_seq", "r.created_at", "r.id"];

export class RunRepository {
  byIds(q: Queryable, environmentId: number, ids: readonly { lane: number; uuid: string }[]): Promise<RunReadRow[]> {
    return q.query<RunReadRow>(`${SELECT} and (r.lane, r.id) in (select * from unnest($2::smallint[], $3::uuid[]))`, [
      environmentId,
      ids.map((id) => id.lane),
      ids.map((id) => id.uuid),
    ]);
  }

  /** A page of one trigger's runs, oldest first, one more than asked for when there is more. */
  ofTrigger(q: Queryable, environmentId: number, triggerId: string, page: Page<RunKey>): Promise<RunReadRow[]> {
    const keyset = keysetSql(page, { columns: COLUMNS_OF_KEY, direction: "asc" }, 3);
    return q.query<RunReadRow>(
      `${SELECT} and r.trigger_seq = (select seq from triggers where environment_id = $1 and id = $2)
       ${keyset.and} ${keyset.orderAndLimit}`,
      [environmentId, triggerId, ...keyset.values],
    );
  }

  /** A page of those that match, of the latest trigger first, one more than asked for when there is more. */
  page(q: Queryable, environmentId: number, filter: RunFilter, page: Page<RunKey>): Promise<RunReadRow[]> {
    const { recipientKey, status, workflowKey } = filter;
    const where = whereSql(
      [
        ["r.lane = ?", recipientKey === null ? null : laneOf(environmentId, recipientKey)],
        ["r.recipient_key = ?", recipientKey],
        ["r.workflow_id = (select id from workflows where environment_id = $1 and key = ?)", workflowKey],
      ],
      2,
    );
    const keyset = keysetSql(page, { columns: COLUMNS_OF_KEY, direction: "desc" }, 2 + where.values.length);
    return q.query<RunReadRow>(
      `${SELECT}${where.and}${status === null ? "" : HAS_STATUS[status]}${keyset.and} ${keyset.orderAndLimit}`,
      [environmentId, ...where.values, ...keyset.values],
    );
  }
}
