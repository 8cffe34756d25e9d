import type { Database } from "../../../platform/postgres/index.js";
import { DUE_SOURCES } from "./due-sources.js";

export interface DueLane {
  environment_id: number;
  lane: number;
  /** Since when; null where a trigger is to be fanned out. */
  due_at: Date | null;
}

/** Up to this many due rows are read one by one; beyond, each lane is checked by itself. */
const ROWS_MAX = 10_000;
const NEVER = "null::timestamptz";

/** Uses indexes by time: neither rows that are not due nor rows beyond the limit are read. */
const FEW = `select environment_id, lane, min(due_at) as due_at, sum(count)::int as count from (${DUE_SOURCES.map(
  ({ table, isDue, dueAt, order }) =>
    `select environment_id, lane, min(due_at) as due_at, count(*) from (
       select environment_id, lane, ${dueAt ?? NEVER} as due_at from ${table} where ${isDue("$1")} order by ${order}
       limit ${ROWS_MAX}) d group by environment_id, lane`,
).join(" union all ")}) d group by environment_id, lane`;

/** All lanes there are, each looked up in the indexes by lane: with very much due, that is less than all that is due. */
const EACH = `select e.id as environment_id, l.lane, d.due_at from environments e cross join generate_series(0, 255) as l(lane)
  cross join lateral (${DUE_SOURCES.map(
    ({ table, isDue, dueAt }) =>
      `(select ${dueAt ?? NEVER} as due_at from ${table} where environment_id = e.id and lane = l.lane and ${isDue("$1")}
        ${dueAt === null ? "" : `order by ${dueAt}`} limit 1)`,
  ).join(" union all ")} limit 1) d`;

/** Due rows are few and found by indexes, but Postgres does not know that when it makes a plan; to plan takes longer than to read. */
export const FEW_ROWS = { findsByKey: true, plansOnce: true };

/** The lanes with due work, of all environments, because a worker processes all of them. */
export class DueLanesRepository {
  /** Every lane with work due by `until`. The cost does not depend on the number of waiting runs. */
  async due(database: Database, until: Date): Promise<DueLane[]> {
    return database.transaction(async (tx) => {
      const rows = await tx.query<DueLane & { count: number }>(FEW, [until]);
      const count = rows.reduce((sum, row) => sum + row.count, 0);
      return count < ROWS_MAX ? rows : tx.query<DueLane>(EACH, [until]);
    }, FEW_ROWS);
  }
}
