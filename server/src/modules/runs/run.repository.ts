import type { Page } from "../../platform/graphql/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { RunReadRow } from "./run-row.js";

export type RunKey = [createdAt: string, id: string];

// The cursor carries microseconds, which a Date would lose.
const COLUMNS = `lane, id, trigger_id, recipient_key, status, trace, created_at, created_at::text as created_key, finished_at`;

export class RunRepository {
  byIds(q: Queryable, environmentId: number, ids: readonly { lane: number; uuid: string }[]): Promise<RunReadRow[]> {
    return q.query<RunReadRow>(
      `select ${COLUMNS} from runs where environment_id = $1 and (lane, id) in (select * from unnest($2::smallint[], $3::uuid[]))`,
      [environmentId, ids.map((id) => id.lane), ids.map((id) => id.uuid)],
    );
  }

  /** A page of one trigger's runs, oldest first, one more than asked for when there is more. */
  ofTrigger(q: Queryable, environmentId: number, triggerId: string, page: Page<RunKey>): Promise<RunReadRow[]> {
    const direction = page.isBackward ? "desc" : "asc";
    return q.query<RunReadRow>(
      `select ${COLUMNS} from runs
       where environment_id = $1 and trigger_seq = (select seq from triggers where environment_id = $1 and id = $2)
       and ($3::timestamptz is null or (created_at, id) > ($3, $4::uuid))
       and ($5::timestamptz is null or (created_at, id) < ($5, $6::uuid))
       order by created_at ${direction}, id ${direction} limit $7`,
      [
        environmentId,
        triggerId,
        page.after?.[0] ?? null,
        page.after?.[1] ?? null,
        page.before?.[0] ?? null,
        page.before?.[1] ?? null,
        page.size + 1,
      ],
    );
  }
}
