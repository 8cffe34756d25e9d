import type { Queryable } from "../../platform/postgres/index.js";
import { STAT_KINDS, type StatKind } from "../statistics/index.js";

export type StatsGroupName = "NONE" | "WORKFLOW" | "CHANNEL" | "OUTCOME";

export interface StatsQuery {
  /** Starts of the buckets and the end of the last. */
  edges: readonly Date[];
  /** Sums by hour are read from here on, and sums by day before. */
  hoursFrom: Date;
  isCohort: boolean;
  groupBy: StatsGroupName;
  workflowKey: string | null;
  channelKey: string | null;
}

/** The counts of one group in one bucket. */
export type StatsRow = { bucket: number; groupKey: string } & Record<StatKind, number>;

const KINDS = Object.entries(STAT_KINDS);
const GROUPS: Readonly<Record<StatsGroupName, string>> = {
  NONE: "''",
  WORKFLOW: "coalesce((select w.key from workflows w where w.id = s.workflow_id), '')",
  CHANNEL: "coalesce((select c.key from channels c where c.id = s.channel_id), '')",
  OUTCOME: "s.code",
};

/** Messages made and runs have no cohort: they count at their own time. */
const HAS_COHORT = `kind not in (${STAT_KINDS.made}, ${STAT_KINDS.runs})`;
const OF_BASIS = `is_cohort = ($3 and ${HAS_COHORT})`;
const COLUMNS = "workflow_id, channel_id, kind, code, count";

/** The statement for each grouping. Sums and appended rows are read in one snapshot, so nothing is missing or counted twice. */
const READ = Object.fromEntries(
  Object.entries(GROUPS).map(([name, key]) => [
    name,
    `with counts as (
       select at, ${COLUMNS} from stats_hourly where environment_id = $1 and is_cohort in (false, $3) and ${OF_BASIS}
         and at >= greatest($4, ($2::timestamptz[])[1]) and at < ($2::timestamptz[])[array_length($2::timestamptz[], 1)]
       union all
       select at, ${COLUMNS} from stats_daily where environment_id = $1 and is_cohort in (false, $3) and ${OF_BASIS}
         and at >= ($2::timestamptz[])[1] and at < least($4, ($2::timestamptz[])[array_length($2::timestamptz[], 1)])
       union all
       select case when $3 and ${HAS_COHORT} then made_hour else hour end, ${COLUMNS} from stat_deltas where environment_id = $1
     ), chosen as (
       select width_bucket(s.at, $2::timestamptz[]) - 1 as bucket, s.workflow_id, s.channel_id, s.code, s.kind, sum(s.count) as count
       from counts s
       where ($5::text is null or s.workflow_id = any(array(select id from workflows where environment_id = $1 and key = $5)))
         and ($6::text is null or s.channel_id = any(array(select id from channels where environment_id = $1 and key = $6)))
       group by 1, 2, 3, 4, 5
     )
     select bucket, ${key} as "groupKey",
       ${KINDS.map(([kind, number]) => `coalesce(sum(count) filter (where kind = ${number}), 0)::int as "${kind}"`).join(", ")}
     from chosen s where bucket >= 0 and bucket < array_length($2::timestamptz[], 1) - 1 group by 1, 2`,
  ]),
);

/** Reads counts. Joins tables of earlier modules, so that groups have their keys. */
export class StatsRepository {
  read(q: Queryable, environmentId: number, query: StatsQuery): Promise<StatsRow[]> {
    const { edges, isCohort, hoursFrom, workflowKey, channelKey } = query;
    return q.query<StatsRow>(READ[query.groupBy] ?? "", [
      ...[environmentId, edges, isCohort, hoursFrom, workflowKey, channelKey],
    ]);
  }

  /** When the counts of an environment begin. */
  async countedFrom(q: Queryable, environmentId: number): Promise<Date | null> {
    const [row] = await q.query<{ at: Date }>(
      "select greatest(s.counted_from, e.created_at) as at from stat_start s, environments e where e.id = $1",
      [environmentId],
    );
    return row?.at ?? null;
  }
}
