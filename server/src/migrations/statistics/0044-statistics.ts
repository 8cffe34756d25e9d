import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Counts of messages and runs. Writers only insert into `stat_deltas`, so they wait for nobody; a job adds the rows to the sums by
 * hour and by day. New rows are counted by the sets that insert them, and changed rows by triggers: a dozen statements change marks,
 * deliveries or runs, and one that forgot to count would falsify the sums for ever.
 */
export class Statistics1764000044000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(MARKS);
    await runner.query(DELIVERIES);
    await runner.query(RUNS);
  }

  async down(): Promise<void> {
    throw new Error("Migrations go forward only; restore a backup to go back.");
  }
}

/**
 * `kind`: see `modules/statistics/stat-kinds.ts`. `is_cohort`: by the hour in which the messages were made. Sums have a column for
 * each kind, since queries want all kinds: they read an eighth of the rows.
 */
const TABLES = `
  create table stat_deltas (
    environment_id int not null,
    hour timestamptz not null,
    made_hour timestamptz,
    workflow_id int not null,
    channel_id int not null,
    kind smallint not null,
    code text not null default '',
    count int not null
  );
  ${["hourly", "daily"]
    .map(
      (name) => `create table stats_${name} (
    environment_id int not null,
    is_cohort boolean not null,
    at timestamptz not null,
    workflow_id int not null,
    channel_id int not null,
    code text not null,
    ${["made", "sent", "delivered", "failed", "seen", "read", "interacted", "runs"].map((kind) => `${kind} int not null`).join(", ")},
    primary key (environment_id, is_cohort, at, workflow_id, channel_id, code)
  ) with (fillfactor = 70);`,
    )
    .join("\n  ")}
  create table stat_start (counted_from timestamptz not null);
  insert into stat_start values (now());`;

/**
 * The triggers compare what is counted before and after: rows that did not change cancel out. They join no transition table with
 * another, because Postgres keeps the plan that it made for the first statement of a session, which may have had one row.
 */
const trigger = (name: string, table: string, body: string): string => `
  create function ${name}() returns trigger language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  as $$ begin ${body}; return null; end $$;
  create trigger ${name} after update on ${table} referencing old table as old_rows new table as new_rows
    for each statement execute function ${name}();`;

const hour = (at: string): string => `date_bin('1 hour', ${at}, 'epoch')`;
const marked = (rows: string, change: number): string =>
  `select environment_id, workflow_id, channel_id, ${hour("created_at")} as made_hour, ${hour("seen_at")} as seen,
     ${hour("read_at")} as read, ${hour("interacted_at")} as interacted, ${change} as change
   from ${rows} where delivery_status <> 'NOT_SENT' and (seen_at is not null or read_at is not null or interacted_at is not null)`;

/** A mark counts in its own hour, and so does what takes it back. Messages in sandbox mode are not counted. */
const MARKS = trigger(
  "count_marks",
  "messages",
  `insert into stat_deltas (environment_id, hour, made_hour, workflow_id, channel_id, kind, count)
   select g.environment_id, c.at, g.made_hour, g.workflow_id, g.channel_id, c.kind, sum(g.change)
   from (
     select environment_id, workflow_id, channel_id, made_hour, seen, read, interacted, sum(change) as change
     from (${marked("new_rows", 1)} union all ${marked("old_rows", -1)}) r
     group by 1, 2, 3, 4, 5, 6, 7 having sum(change) <> 0
   ) g cross join lateral (values (5, g.seen), (6, g.read), (7, g.interacted)) c(kind, at)
   where c.at is not null group by 1, 2, 3, 4, 5, 6 having sum(g.change) <> 0`,
);

const settled = (rows: string, change: number): string =>
  `select environment_id, lane, run_id, ordinal, state, ${hour("updated_at")} as at, ${change} as change
   from ${rows} where state in ('SENT', 'DELIVERED', 'UNDELIVERED')`;

/** Most updates of deliveries (claims, attempts) have no row in a counted state. */
const DELIVERIES = trigger(
  "count_deliveries",
  "deliveries",
  `insert into stat_deltas (environment_id, hour, made_hour, workflow_id, channel_id, kind, count)
   select g.environment_id, g.at, ${hour("m.created_at")}, m.workflow_id, m.channel_id, g.kind, sum(g.change)
   from (
     select r.environment_id, r.lane, r.run_id, r.ordinal, r.at, k.kind, sum(r.change) as change
     from (${settled("new_rows", 1)} union all ${settled("old_rows", -1)}) r
     cross join lateral (values (2, r.state <> 'UNDELIVERED'), (3, r.state = 'DELIVERED'), (4, r.state = 'UNDELIVERED')) k(kind, is_so)
     where k.is_so group by 1, 2, 3, 4, 5, 6 having sum(r.change) <> 0
   ) g cross join lateral (
     select created_at, workflow_id, channel_id from messages m where m.environment_id = g.environment_id and m.lane = g.lane
       and m.run_id = g.run_id and m.ordinal = g.ordinal offset 0
   ) m group by 1, 2, 3, 4, 5, 6 having sum(g.change) <> 0`,
);

const ended = (rows: string, change: number): string =>
  `select environment_id, ${hour("finished_at")} as at, workflow_id, coalesce(outcome_code, '') as code, ${change} as change
   from ${rows} where finished_at is not null`;

const RUNS = trigger(
  "count_runs",
  "runs",
  `insert into stat_deltas (environment_id, hour, workflow_id, channel_id, kind, code, count)
   select environment_id, at, workflow_id, 0, 8, code, sum(change)
   from (${ended("new_rows", 1)} union all ${ended("old_rows", -1)}) r
   group by 1, 2, 3, 6 having sum(change) <> 0`,
);
