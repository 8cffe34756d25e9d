import { ask, commitWorkflow, startInProcess } from "../lib/carillon.mjs";
import { median, percentile, repeat, resultOf, timed } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const WORKFLOWS = 50;
const DAYS = 90;
/** Kept by the hour. */
const HOURLY_DAYS = 35;
/** Rows that were appended since the last fold, as with a hundred sets a second. */
const APPENDED = 4000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 30);
const WARM_UP = 10;

const STATS = `query($i: StatsInput!) { stats(input: $i) { times series { groupKey
  made sent delivered failed seen read interacted runs totals { made runs } } } }`;
/** The queries of the analytics page, by name. */
const QUERIES = {
  total: { groupBy: "NONE" },
  cohort: { groupBy: "NONE", basis: "MADE" },
  workflows: { groupBy: "WORKFLOW" },
  outcomes: { groupBy: "OUTCOME" },
};
/** In another zone than UTC, days are added up from hours: not judged. */
const ZONE = { groupBy: "NONE", timezone: "Europe/Berlin" };

/** The counts of 90 days by day, of 50 workflows with two channels, as after five million messages. */
export async function run(bench) {
  const server = await startPostgres(bench);
  const url = await createDatabase(bench, server);
  const carillon = await startInProcess(bench, { DATABASE_URL: url });
  const pool = connectPool(bench, url, 1);
  const bell = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "Hello" } };
  for (let n = 0; n < WORKFLOWS; n += 1) {
    await commitWorkflow(carillon.url, { key: `workflow-${n}`, name: `Workflow ${n}`, steps: [bell] });
  }
  bench.say("making counts");
  await makeCounts(pool);

  const from = new Date(Date.now() - (DAYS - 1) * 86_400_000).toISOString();
  const medians = {};
  const slowest = [];
  for (const [name, query] of Object.entries({ ...QUERIES, zone: ZONE })) {
    const input = { range: { from }, interval: "DAY", ...query };
    const { stats } = await ask(carillon.url, STATS, { i: input });
    if (stats.times.length !== DAYS) throw new Error(`There are ${stats.times.length} days.`);
    await repeat(WARM_UP, () => ask(carillon.url, STATS, { i: input }));
    const times = await repeat(ROUNDS, () => timed(() => ask(carillon.url, STATS, { i: input })));
    bench.say(`${name}: p50 ${median(times).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`);
    medians[`${name}Ms`] = Number(median(times).toFixed(1));
    if (name in QUERIES && median(times) > median(slowest.length > 0 ? slowest : [0]))
      slowest.splice(0, slowest.length, ...times);
  }
  const { messages, rows } = (await pool.query(SIZE)).rows[0];
  const limits = { must: 50, aim: 25 };
  return resultOf({
    ...{ name: "stats", unit: "ms p50", values: slowest, judged: "value", isLowerBetter: true, ...limits },
    ...{ ...medians, messages: Number(messages), rows: Number(rows) },
  });
}

const SIZE = `select (select sum(made) from stats_daily) as messages,
  (select count(*) from stats_daily) + (select count(*) from stats_hourly) as rows`;

/** Inserts what folds would have made, of two channels for each workflow. */
async function makeCounts(pool) {
  const kinds = "made, sent, delivered, failed, seen, read, interacted";
  const insert = async (table, unit, days, divisor) => {
    const now = `date_bin('1 ${unit}', now(), 'epoch')`;
    const times = `generate_series(${now} - interval '${days} days', ${now}, interval '1 ${unit}') as t(at)`;
    const count = Math.round(560 / divisor);
    await pool.query(`insert into ${table} (environment_id, is_cohort, at, workflow_id, channel_id, code, ${kinds}, runs)
      select w.environment_id, b.is_cohort, t.at, w.id, c.id, '', case when is_cohort then 0 else ${count} end,
        ${count}, ${count}, 0, ${count}, ${count}, ${count}, 0
      from ${times} cross join workflows w cross join (values (1), (2)) c(id) cross join (values (false), (true)) b(is_cohort)`);
    await pool.query(`insert into ${table} (environment_id, is_cohort, at, workflow_id, channel_id, code, ${kinds}, runs)
      select w.environment_id, false, t.at, w.id, 0, o.code, 0, 0, 0, 0, 0, 0, 0, ${count}
      from ${times} cross join workflows w cross join (values ('message.made'), ('run.completed'), ('preferences.off')) o(code)`);
  };
  await insert("stats_daily", "day", DAYS, 1);
  await insert("stats_hourly", "hour", HOURLY_DAYS, 24);
  await pool.query(
    `insert into stat_deltas (environment_id, hour, made_hour, workflow_id, channel_id, kind, count)
     select w.environment_id, date_bin('1 hour', now(), 'epoch'), date_bin('1 hour', now(), 'epoch'), w.id, 1, n % 7 + 1, 1
     from workflows w, generate_series(1, $1::int) n`,
    [APPENDED / WORKFLOWS],
  );
  for (const table of ["stats_daily", "stats_hourly", "stat_deltas"]) await pool.query(`vacuum analyze ${table}`);
}
