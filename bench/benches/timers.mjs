// @ts-check
import { BacklogRepository } from "../../server/dist/modules/runs/due/backlog.repository.js";
import { LaneClaimRepository } from "../../server/dist/modules/runs/lane-claim.repository.js";
import { DueLanesRepository } from "../../server/dist/modules/runs/due/due-lanes.repository.js";
import { connectDatabase } from "../../server/dist/platform/postgres/index.js";
import { median, repeat, resultOf, timed } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const FEW = Number(process.env.BENCH_FEW ?? 1000);
const MANY = Number(process.env.BENCH_MANY ?? 1_000_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const LOOKS = 40;
const DUE = 50;
const ENVIRONMENT = 1;
const LANE = 7;

const sweep = (database, now) => new DueLanesRepository().due(database, now);
const backlog = (database, now) => new BacklogRepository().read(database, now);
const claims = (database, now) => new LaneClaimRepository().deleteSettled(database, now);
const lane = (database, now) =>
  database.query(
    `select exists (select 1 from runs where environment_id = $1 and lane = $2 and due_at <= $3) as runs,
       exists (select 1 from batches where environment_id = $1 and lane = $2 and is_open and closes_at <= $3) as batches`,
    [ENVIRONMENT, LANE, now],
  );

/**
 * The look-ups that run continuously: with many waiting runs and batches, many finished fan-outs, and a few of each
 * that are due. Look-ups in one lane and of claims take a fraction of a millisecond, most of it planning, so they are
 * measured together with the sweep, as a worker runs them.
 */
const LOOK_UPS = {
  "what a worker looks up each second": [sweep, claims, lane],
  "the backlog, for metrics": [backlog],
};

/** How much longer the look-ups take with a million waiting runs than with a thousand. */
export async function run(bench) {
  const server = await startPostgres(bench);
  const few = await prepare(bench, server, FEW);
  const many = await prepare(bench, server, MANY);
  const results = [];
  for (const [name, looks] of Object.entries(LOOK_UPS)) {
    await measure(few, looks);
    await measure(many, looks);
    const rounds = await repeat(ROUNDS, async () => ({
      few: await measure(few, looks),
      many: await measure(many, looks),
    }));
    const parts = (of) => looks.map((_, index) => Number(median(rounds.map((each) => each[of][index])).toFixed(3)));
    results.push(
      resultOf({
        name: `timers, ${name}: ${MANY} waiting beside ${FEW}`,
        unit: "ms",
        values: rounds.map((each) => sum(each.many)),
        floors: rounds.map((each) => sum(each.few)),
        judged: "ratio",
        isLowerBetter: true,
        must: 1.3,
        aim: 1.1,
        partsMs: parts("many"),
        partsFloorMs: parts("few"),
      }),
    );
  }
  return results;
}

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);

/** The duration of each look-up in milliseconds. */
async function measure(database, looks) {
  const now = new Date();
  const times = [];
  for (const look of looks) times.push(median(await repeat(LOOKS, () => timed(() => look(database, now)))));
  return times;
}

/** A database with `count` runs that are due tomorrow, and as many batches and fan-outs. A few are due now. */
async function prepare(bench, server, count) {
  bench.say(`making ${count} runs that wait`);
  const url = await createDatabase(bench, server);
  const pool = connectPool(bench, url, 1);
  await pool.query(
    `insert into environments (public_id, key, name, created_at) values (gen_random_uuid(), 'bench', 'Bench', now())`,
  );
  const due = `case when n <= ${DUE} then now() - interval '1 minute' else now() + interval '1 day' end`;
  await pool.query(
    `insert into runs (environment_id, lane, id, trigger_id, trigger_seq, source, workflow_id, version_id, recipient_key, status, due_at, state, trace, created_at)
     select ${ENVIRONMENT}, n % 256, gen_random_uuid(), gen_random_uuid(), n, '', 1, 1, 'u/' || n, 'WAITING', ${due}, '{}', '[]', now()
     from generate_series(1, $1::int) n`,
    [count],
  );
  await pool.query(
    `insert into batches (environment_id, lane, id, recipient_key, workflow_id, version_id, step_ref, pin, key, is_open, opened_at, closes_at, item_count, next_ordinal)
     select ${ENVIRONMENT}, n % 256, gen_random_uuid(), 'u/' || n, 1, 1, 'collect', 0, '', true, now(), ${due}, 1, 2
     from generate_series(1, $1::int) n`,
    [count],
  );
  await pool.query(
    `insert into fanouts (environment_id, lane, trigger_id, trigger_seq, recipients, is_done)
     select ${ENVIRONMENT}, n % 256, gen_random_uuid(), n, '[]', n > ${DUE} from generate_series(1, $1::int) n`,
    [count],
  );
  await pool.query("vacuum (analyze) runs, batches, fanouts");
  const connection = await connectDatabase({ url, entities: [], migrations: [], poolSize: 1 });
  bench.owns(connection, () => connection.close());
  return connection.database;
}
