import type { Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { RUN_COLUMNS, type RunRow } from "../storage/lane-records.js";
import { READ_MAX_BYTES, triggerBy, weightOf } from "../storage/row-weight.js";
import type { DueSource } from "./due-source.js";

/** Waiting runs whose due time is over. */
export const dueRuns: DueSource = {
  name: "waiting",
  table: "runs",
  isDue: (at) => `due_at <= ${at}`,
  dueAt: "due_at",
  order: "due_at",
  isTakenTogether: false,
  backlog: {
    name: "runs",
    help: "Waiting runs that are due.",
    sql: "select count(*)::int as count, min(due_at) as oldest from runs where due_at <= $1",
  },
  async take(set, budget) {
    const { rows, isMore } = await set.during(readDue(set.tx, set.unit, set.now, budget));
    await set.took(rows.map(({ id }) => id));
    await set.resume(rows);
    return isMore;
  },
  async head(tx, [environmentId, lane], now) {
    const rows = await tx.query<{ id: string }>(
      "select id from runs where environment_id = $1 and lane = $2 and due_at <= $3 order by due_at, id limit 1",
      [environmentId, lane, now],
    );
    return rows[0]?.id ?? null;
  },
  abandon: async (_tx, _unit, id) => [id],
};

/** As many runs as fit the budget together with their triggers, but at least one. */
async function readDue(
  tx: Tx,
  [environmentId, lane]: LaneUnit,
  now: Date,
  limit: number,
): Promise<{ rows: RunRow[]; isMore: boolean }> {
  const rows = await tx.query<RunRow & { found: number }>(
    `with w as materialized (
       select r.*, sum(${weightOf("r.state")} + ${weightOf("r.data")} + ${weightOf("r.subscription")} + coalesce(t.weight, 0))
         over (order by r.due_at, r.id rows unbounded preceding) as weight,
         row_number() over (order by r.due_at, r.id) as place
       from (
         select ${RUN_COLUMNS}, due_at from runs
         where environment_id = $1 and lane = $2 and due_at <= $3 order by due_at, id limit $4
       ) r left join lateral (
         select ${weightOf("t.data")} as weight from ${triggerBy("r.trigger_id")}
       ) t on true
     )
     select ${RUN_COLUMNS}, (select count(*)::int from w) as found
     from w where place = 1 or weight <= ${READ_MAX_BYTES} order by due_at, id`,
    [environmentId, lane, now, limit],
  );
  const found = rows[0]?.found ?? 0;
  return { rows, isMore: found >= limit || rows.length < found };
}
