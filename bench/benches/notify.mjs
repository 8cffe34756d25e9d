import { randomUUID } from "node:crypto";
import { commitWorkflow, SECRET_KEY, startProcess } from "../lib/carillon.mjs";
import { HttpCaller } from "../lib/http-load.mjs";
import { median, percentile, repeat, resultOf, timed, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const CALLERS = Number(process.env.BENCH_CALLERS ?? 32);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const PEOPLE = 2000;
const FLOOR_CONNECTIONS = 8;
const FLOOR_SECONDS = 3;

const NOTIFY = "mutation Notify($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";
const WORKFLOW = {
  key: "mention",
  name: "Mention",
  feedData: ["document"],
  steps: [
    {
      ref: "bell",
      type: "channel",
      channelKey: "in-app",
      template: { markdown: "**{{ data.by }}** mentioned you in *{{ data.document }}*", actionUrl: "/documents/1" },
    },
  ],
};

/**
 * Durable triggers for one recipient each, over HTTP, while the same process runs the engine. The floor is commits of
 * one row each. Rounds with an idempotency key, as SDKs send, alternate with rounds without a key.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const url = await createDatabase(bench, server);
  const pool = connectPool(bench, url, FLOOR_CONNECTIONS);
  await pool.query("create table floor_triggers (id bigint generated always as identity primary key, data jsonb)");
  const carillon = await startProcess(bench, { DATABASE_URL: url, CARILLON_DRAIN_MS: "0" });
  await commitWorkflow(carillon.url, WORKFLOW);
  const callers = await Promise.all(Array.from({ length: CALLERS }, () => HttpCaller.open(carillon.url, SECRET_KEY)));
  bench.owns(callers, () => callers.forEach((caller) => caller.close()));

  bench.say("warming up");
  for (const isKeyed of [true, false]) await load(callers, { seconds: 3, isKeyed });
  const rounds = await repeat(ROUNDS, async (round) => {
    const floor = await commitsPerSecond(pool);
    // The order of the two cases alternates, because the later case finds more rows and a warmer process.
    const measured = new Map([true, false].map((isKeyed) => [isKeyed, []]));
    let lagMs = 0;
    for (const isKeyed of round % 2 === 0 ? [true, false, false, true] : [false, true, true, false]) {
      measured.get(isKeyed).push(await load(callers, { seconds: SECONDS / 2, isKeyed }));
      lagMs = Math.max(lagMs, await timed(() => until(async () => (await unfinished(pool)) === 0)));
    }
    const [keyed, plain] = [true, false].map((isKeyed) => together(measured.get(isKeyed)));
    bench.say(
      `round ${round + 1}: ${Math.round(keyed.perSecond)}/s with keys, ${Math.round(plain.perSecond)}/s without, ` +
        `floor ${Math.round(floor)}/s, lag ${lagMs | 0} ms`,
    );
    return { ...plain, keyedPerSecond: keyed.perSecond, keyedTimes: keyed.times, floor, lagMs };
  });
  return [plainResult(rounds), keyedResult(rounds)];
}

/** Combines several loads into one. */
function together(loads) {
  const perSecond = loads.reduce((sum, each) => sum + each.perSecond, 0) / loads.length;
  return { perSecond, times: loads.flatMap(({ times }) => times) };
}

function plainResult(rounds) {
  return resultOf({
    name: "notify",
    unit: "triggers/s",
    values: rounds.map((each) => each.perSecond),
    floors: rounds.map((each) => each.floor),
    judged: "ratio",
    must: 0.08,
    aim: 0.15,
    p50Ms: median(rounds.map((each) => percentile(each.times, 0.5))),
    p99Ms: median(rounds.map((each) => percentile(each.times, 0.99))),
    engineLagMs: Math.round(median(rounds.map((each) => each.lagMs))),
    callers: CALLERS,
  });
}

/** An idempotency key must cost next to nothing: the floor is the same load without keys in the same round. */
function keyedResult(rounds) {
  return resultOf({
    name: "notify-keyed",
    unit: "triggers/s",
    values: rounds.map((each) => each.keyedPerSecond),
    floors: rounds.map((each) => each.perSecond),
    judged: "ratio",
    must: 0.9,
    aim: 1,
    p50Ms: median(rounds.map((each) => percentile(each.keyedTimes, 0.5))),
    p99Ms: median(rounds.map((each) => percentile(each.keyedTimes, 0.99))),
    callers: CALLERS,
  });
}

async function load(callers, { seconds, isKeyed }) {
  const times = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(
    callers.map(async (caller, index) => {
      for (let call = index; performance.now() < end; call += CALLERS) {
        const input = {
          workflowKey: WORKFLOW.key,
          recipients: [{ to: { userId: `user-${call % PEOPLE}` } }],
          data: { by: "Ada", document: `Plan ${call}` },
          ...(isKeyed ? { idempotencyKey: randomUUID() } : {}),
        };
        const sentAt = performance.now();
        await caller.post(JSON.stringify({ query: NOTIFY, variables: { input } }));
        times.push(performance.now() - sentAt);
      }
    }),
  );
  return { times, perSecond: times.length / ((performance.now() - start) / 1000) };
}

async function commitsPerSecond(pool) {
  let count = 0;
  const start = performance.now();
  const end = start + FLOOR_SECONDS * 1000;
  const query = { name: "floor_insert", text: "insert into floor_triggers (data) values ($1::jsonb)" };
  const values = [JSON.stringify({ by: "Ada", document: "Plan 1" })];
  const insert = async () => {
    for (; performance.now() < end; count += 1) await pool.query({ ...query, values });
  };
  await Promise.all(Array.from({ length: FLOOR_CONNECTIONS }, insert));
  return count / ((performance.now() - start) / 1000);
}

async function unfinished(pool) {
  return (await pool.query("select count(*)::int as count from fanouts where not is_done")).rows[0].count;
}
