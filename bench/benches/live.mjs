import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { ask, commitWorkflow, startProcess } from "../lib/carillon.mjs";
import { HttpCaller } from "../lib/http-load.mjs";
import { LiveFloor } from "../lib/live-floor.mjs";
import { median, percentile, repeat, resultOf, until } from "../lib/measure.mjs";
import { createDatabase, startPostgres } from "../lib/postgres.mjs";
import { startRedis } from "../lib/redis.mjs";

const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 100);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const PEOPLE = 50;

const NOTIFY = "mutation Notify($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";
const CHANGES = "subscription { feedChanged { feed { counts { unread } } items { id data } } }";
const WORKFLOW = {
  key: "mention",
  name: "Mention",
  feedData: ["n"],
  steps: [
    { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "**{{ data.by }}** mentioned you" } },
  ],
};

/**
 * The time from a call of `notify` to its event at the reader's socket, with one api process and one worker process
 * that are connected by Redis.
 */
export async function run(bench) {
  const [postgres, redis] = await Promise.all([startPostgres(bench), startRedis(bench)]);
  const url = await createDatabase(bench, postgres);
  const env = { DATABASE_URL: url, REDIS_URL: redis.url, CARILLON_DRAIN_MS: "0" };
  const api = await startProcess(bench, { ...env, CARILLON_ROLE: "api" });
  await startProcess(bench, { ...env, CARILLON_ROLE: "worker" });
  const keys = await makeEnvironment(api.url);
  const arrivals = new Map();
  const open = Array.from({ length: PEOPLE }, (_, person) =>
    subscribe(bench, api.url, keys, `user-${person}`, arrivals),
  );
  await until(() => open.every((each) => each.isOpen()));
  const callers = [];
  const takeCaller = async () => {
    for (let free = callers.pop(); free; free = callers.pop()) if (!free.isClosed) return free;
    const opened = await HttpCaller.open(api.url, keys.secretKey);
    return bench.owns(opened, () => opened.close());
  };
  const floor = await LiveFloor.start(bench, { databaseUrl: url, redisUrl: redis.url });

  let next = 0;
  const one = async () => {
    const n = next++;
    const input = {
      workflowKey: WORKFLOW.key,
      recipients: [{ to: { userId: `user-${n % PEOPLE}` } }],
      data: { n, by: "Ada" },
    };
    const sentAt = performance.now();
    const arrived = new Promise((resolve) => arrivals.set(n, resolve));
    const caller = await takeCaller();
    await caller.post(JSON.stringify({ query: NOTIFY, variables: { input } }));
    callers.push(caller);
    await arrived;
    arrivals.delete(n);
    return performance.now() - sentAt;
  };
  bench.say("warming up");
  await atRate(3, one);
  const rounds = await repeat(ROUNDS, async (round) => {
    const floors = await atRate(2, () => floor.one(next++));
    const times = await atRate(SECONDS, one);
    const p50 = percentile(times, 0.5);
    bench.say(`round ${round + 1}: p50 ${p50.toFixed(1)} ms, floor p50 ${percentile(floors, 0.5).toFixed(1)} ms`);
    return { p50, p99: percentile(times, 0.99), floor: percentile(floors, 0.5) };
  });
  return resultOf({
    name: "live",
    unit: "ms p50",
    values: rounds.map((each) => each.p50),
    floors: rounds.map((each) => each.floor),
    judged: "ratio",
    isLowerBetter: true,
    must: 6,
    aim: 3,
    p99Ms: median(rounds.map((each) => each.p99)),
    perSecond: PER_SECOND,
  });
}

async function makeEnvironment(url) {
  const create = `mutation { createEnvironment(input: { key: "live", name: "Live", isDevelopment: true }) { secretKey publicKey } }`;
  const keys = (await ask(url, create)).createEnvironment;
  await commitWorkflow(url, WORKFLOW, keys.secretKey);
  return keys;
}

function subscribe(bench, url, keys, userId, arrivals) {
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey: keys.publicKey, userId },
  });
  bench.owns(client, () => client.dispose());
  let isOpen = false;
  client.subscribe(
    { query: CHANGES },
    {
      next: ({ data }) => {
        isOpen = true;
        for (const item of data.feedChanged.items) arrivals.get(item.data.n)?.();
      },
      error: (error) => bench.say(`a subscription failed: ${JSON.stringify(error)}`),
      complete: () => undefined,
    },
  );
  return { isOpen: () => isOpen };
}

/** Starts `one` at a fixed rate, whether or not earlier calls have ended. Returns the duration of each call. */
async function atRate(seconds, one) {
  const all = [];
  const start = performance.now();
  for (let index = 0; index < seconds * PER_SECOND; index += 1) {
    const waitMs = start + (index * 1000) / PER_SECOND - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    all.push(one());
  }
  return Promise.all(all);
}
