import { plainArray, textArray, type Queryable, type Tx } from "../../platform/postgres/index.js";
import { STAT_KINDS, STAT_NAMES, type StatDelta } from "./stat-kinds.js";

/** A column for each kind. */
const SUMS = Object.entries(STAT_KINDS)
  .map(([name, number]) => `coalesce(sum(count) filter (where kind = ${number}), 0) as ${name}`)
  .join(", ");
/** Rows that one fold takes. */
const FOLD_MAX = 20_000;

/** The tables of counts. */
export class StatisticsRepository {
  /** Appends what a set made at one moment. */
  async append(tx: Tx, environmentId: number, deltas: readonly StatDelta[], at: Date): Promise<void> {
    await tx.query(
      `insert into stat_deltas (environment_id, hour, made_hour, workflow_id, channel_id, kind, code, count)
       select $1, h.hour, case when d.channel_id <> 0 then h.hour end, d.workflow_id, d.channel_id, d.kind, d.code, d.count
       from date_bin('1 hour', $2::timestamptz, 'epoch') as h(hour),
         unnest($3::int[], $4::int[], $5::smallint[], $6::text[], $7::int[]) as d(workflow_id, channel_id, kind, code, count)`,
      [
        environmentId,
        at,
        plainArray(deltas.map(({ workflowId }) => workflowId)),
        plainArray(deltas.map(({ channelId }) => channelId)),
        plainArray(deltas.map(({ kind }) => STAT_KINDS[kind])),
        textArray(deltas.map(({ code }) => code)),
        plainArray(deltas.map(({ count }) => count)),
      ],
    );
  }

  /**
   * Moves appended rows into the sums. Folds that run at once take different rows, and add to the sums in one order. Returns
   * whether there may be more rows. Messages made and runs have no cohort: their own hour is the same.
   */
  async fold(q: Queryable): Promise<boolean> {
    const [row] = await q.query<{ count: number }>(
      `with gone as (
         delete from stat_deltas where ctid = any(array(select ctid from stat_deltas limit $1 for update skip locked)) returning *
       ), hours as materialized (
         select environment_id, is_cohort, at, workflow_id, channel_id, code, ${SUMS}
         from gone cross join lateral (
           select false, hour union all select true, made_hour where made_hour is not null and kind <> $2
         ) as b(is_cohort, at) group by 1, 2, 3, 4, 5, 6
       ), hourly as (${addTo("stats_hourly", "at")}), daily as (${addTo("stats_daily", "date_bin('1 day', at, 'epoch')")})
       select count(*)::int as count from gone`,
      [FOLD_MAX, STAT_KINDS.made],
    );
    return row?.count === FOLD_MAX;
  }

  async forget(q: Queryable, { hoursBefore, daysBefore }: { hoursBefore: Date; daysBefore: Date }): Promise<void> {
    await q.query("delete from stats_hourly where at < $1", [hoursBefore]);
    await q.query("delete from stats_daily where at < $1", [daysBefore]);
  }
}

function addTo(table: string, at: string): string {
  const sums = STAT_NAMES.map((name) => `sum(${name})`).join(", ");
  const added = STAT_NAMES.map((name) => `${name} = s.${name} + excluded.${name}`).join(", ");
  return `insert into ${table} as s (environment_id, is_cohort, at, workflow_id, channel_id, code, ${STAT_NAMES.join(", ")})
    select environment_id, is_cohort, ${at}, workflow_id, channel_id, code, ${sums} from hours
    group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6
    on conflict (environment_id, is_cohort, at, workflow_id, channel_id, code) do update set ${added}`;
}
