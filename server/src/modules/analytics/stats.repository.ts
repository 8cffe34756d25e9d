import type { Queryable } from "../../platform/postgres/index.js";
import { STAT_KINDS, STAT_NAMES, type StatKind } from "../statistics/index.js";

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

/** How a group is told from others in the sums, and its key. */
interface Grouping {
  group: string;
  key: string;
}

const GROUPINGS: Readonly<Record<StatsGroupName, Grouping>> = {
  NONE: { group: "0", key: "''" },
  WORKFLOW: { group: "workflow_id", key: '(select w.key from workflows w where w.id = s."group")' },
  CHANNEL: { group: "channel_id", key: '(select c.key from channels c where c.id = s."group")' },
  OUTCOME: { group: "code", key: 's."group"' },
};

const IN_BOTH: readonly StatKind[] = ["made", "runs"];
/** What counts at its own time in any case. Other kinds of the basis `MADE` are in rows by the hour in which messages were made. */
const ofSum = (name: StatKind): string =>
  `${IN_BOTH.includes(name) ? `case when is_cohort then 0 else ${name} end` : `case when is_cohort = $3 then ${name} else 0 end`} as ${name}`;
const ofDelta = (name: StatKind): string => `case when kind = ${STAT_KINDS[name]} then count else 0 end as ${name}`;
const DELTA_AT = `case when $3 and kind not in (${IN_BOTH.map((name) => STAT_KINDS[name]).join(", ")}) then made_hour else hour end`;

const FIRST = "($2::timestamptz[])[1]";
const END = "($2::timestamptz[])[array_length($2::timestamptz[], 1)]";
const sumsOf = (table: string, when: string): string =>
  `select at, workflow_id, channel_id, code, ${STAT_NAMES.map(ofSum).join(", ")} from ${table}
   where environment_id = $1 and is_cohort in (false, $3) and ${when}`;

/**
 * Sums and appended rows are read in one snapshot, so nothing is missing or counted twice. Rows are added up by their time before
 * the bucket of that time is looked up.
 */
const readBy = ({ group, key }: Grouping): string => `
  with counts as (
    ${sumsOf("stats_hourly", `at >= greatest($4, ${FIRST}) and at < ${END}`)}
    union all ${sumsOf("stats_daily", `at >= ${FIRST} and at < least($4, ${END})`)}
    union all select ${DELTA_AT}, workflow_id, channel_id, code, ${STAT_NAMES.map(ofDelta).join(", ")} from stat_deltas where environment_id = $1
  ), times as (
    select at, ${group} as "group", ${STAT_NAMES.map((name) => `sum(${name}) as ${name}`).join(", ")} from counts
    where ($5::text is null or workflow_id = any(array(select id from workflows where environment_id = $1 and key = $5)))
      and ($6::text is null or channel_id = any(array(select id from channels where environment_id = $1 and key = $6)))
    group by 1, 2
  ), buckets as (
    select width_bucket(at, $2::timestamptz[]) - 1 as bucket, "group",
      ${STAT_NAMES.map((name) => `sum(${name})::int as ${name}`).join(", ")}
    from times where at >= ${FIRST} and at < ${END} group by 1, 2
  )
  select bucket, coalesce(${key}, '') as "groupKey", ${STAT_NAMES.join(", ")} from buckets s`;

const READ: Readonly<Record<StatsGroupName, string>> = {
  NONE: readBy(GROUPINGS.NONE),
  WORKFLOW: readBy(GROUPINGS.WORKFLOW),
  CHANNEL: readBy(GROUPINGS.CHANNEL),
  OUTCOME: readBy(GROUPINGS.OUTCOME),
};

/** Reads counts. Joins tables of earlier modules, so that groups have their keys. */
export class StatsRepository {
  read(q: Queryable, environmentId: number, query: StatsQuery): Promise<StatsRow[]> {
    const { edges, isCohort, hoursFrom, workflowKey, channelKey } = query;
    return q.query<StatsRow>(READ[query.groupBy], [
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
