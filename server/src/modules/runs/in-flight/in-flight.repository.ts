import type { Queryable } from "../../../platform/postgres/index.js";

/** Unfinished runs that are counted at most, those of the latest triggers. */
export const IN_FLIGHT_SCAN_MAX = 100_000;
const HOURS = 48;

/** Runs that wait at one step of one version. */
export interface StepRow {
  workflow_key: string;
  version: number;
  step_ref: string;
  waiting: number;
  open_batches: number;
  next_at: Date | null;
}

export interface InFlightRow {
  waiting: number;
  due: number;
  oldest_due_at: Date | null;
  /** Runs that go on within each hour from now, by its number from 0. */
  hours: { hour: number; count: number }[];
  steps: StepRow[];
}

export interface QueueCounts {
  fanning_out: number;
  open_batches: number;
  queued: number;
}

/**
 * Served by `runs_unfinished`; a run that waits in a batch goes on when the batch closes. One row for each step and hour, so
 * that the runs are read once.
 */
const UNFINISHED = `with u as materialized (
   select r.workflow_id, r.version_id, r.status, r.batch_id, r.state ->> 'at' as step_ref,
     coalesce(r.due_at, (select b.closes_at from batches b
       where b.environment_id = r.environment_id and b.lane = r.lane and b.id = r.batch_id)) as wakes_at
   from (select * from runs where environment_id = $1 and status in ('PENDING', 'WAITING')
         order by trigger_seq desc, created_at desc, id desc limit ${IN_FLIGHT_SCAN_MAX}) r
 )
 select w.key as workflow_key, v.number as version, u.step_ref, g.hour,
   count(*) filter (where u.status = 'WAITING')::int as waiting, count(*) filter (where u.wakes_at <= $2)::int as due,
   count(distinct u.batch_id)::int as open_batches, min(u.wakes_at) as next_at
 from u cross join lateral (select case when u.wakes_at > $2
   then least(${HOURS}, floor(date_part('epoch', u.wakes_at - $2) / 3600))::int end as hour) g
 join workflows w on w.id = u.workflow_id left join workflow_versions v on v.id = u.version_id
 group by 1, 2, 3, 4`;

interface GroupRow extends StepRow {
  hour: number | null;
  due: number;
}

/** Counts what is under way in an environment. */
export class InFlightRepository {
  async read(q: Queryable, environmentId: number, now: Date): Promise<InFlightRow> {
    const rows = await q.query<GroupRow>(UNFINISHED, [environmentId, now]);
    const steps = new Map<string, StepRow>();
    const hours = new Map<number, number>();
    const found: InFlightRow = { waiting: 0, due: 0, oldest_due_at: null, hours: [], steps: [] };
    for (const row of rows) {
      found.waiting += row.waiting;
      found.due += row.due;
      if (row.due > 0) found.oldest_due_at = earlier(found.oldest_due_at, row.next_at);
      if (row.hour !== null && row.hour < HOURS) hours.set(row.hour, (hours.get(row.hour) ?? 0) + row.waiting);
      if (row.step_ref === null) continue;
      const name = JSON.stringify([row.workflow_key, row.version, row.step_ref]);
      const known = steps.get(name) ?? { ...row, waiting: 0, open_batches: 0, next_at: null };
      known.waiting += row.waiting;
      known.open_batches += row.open_batches;
      known.next_at = earlier(known.next_at, row.next_at);
      steps.set(name, known);
    }
    found.hours = [...hours].map(([hour, count]) => ({ hour, count }));
    found.steps = [...steps.values()].sort((a, b) => b.waiting - a.waiting);
    return found;
  }

  /** Each count ends at the limit, and is served by an index of open work alone. */
  async queues(q: Queryable, environmentId: number): Promise<QueueCounts> {
    const rows = await q.query<QueueCounts>(
      `select
         (select count(distinct trigger_id)::int from (select trigger_id from fanouts
           where environment_id = $1 and not is_done limit ${IN_FLIGHT_SCAN_MAX}) f) as fanning_out,
         (select count(*)::int from (select 1 from batches where environment_id = $1 and is_open limit ${IN_FLIGHT_SCAN_MAX}) b)
           as open_batches,
         (select coalesce(sum(d.count), 0)::int from channels c cross join lateral (
           select count(*) as count from (select 1 from deliveries d where d.channel_id = c.id and d.due_at is not null
             and d.state = 'QUEUED' limit ${IN_FLIGHT_SCAN_MAX}) d
         ) d where c.environment_id = $1) as queued`,
      [environmentId],
    );
    return rows[0] ?? { fanning_out: 0, open_batches: 0, queued: 0 };
  }
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
