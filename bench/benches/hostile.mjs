import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { ask, commitWorkflow, SECRET_KEY, startProcess } from "../lib/carillon.mjs";
import { addFeeds, itemPlace } from "../lib/feed-items.mjs";
import { HOSTILITIES } from "../lib/hostilities.mjs";
import { percentile, repeat, resultOf, timed } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);
const ONLY = process.env.BENCH_ONLY ?? "";
const ITEMS = 20_000;
const EVERY_MS = 25;
const ATTACKER = fileURLToPath(new URL("../lib/hostile-attacker.mjs", import.meta.url));
const VICTIM = "victim";

/** The default limits. The neighbour of each round has another address. */
const SETTINGS = {
  RATE_LIMIT_SECRET: "600000",
  RATE_LIMIT_USER: "1200",
  RATE_LIMIT_ADDRESS: "600",
  CARILLON_TRUSTED_PROXIES: "127.0.0.1",
};

const PAGE = `query($u: ID!) { feed(recipient: { userId: $u }) { version counts { unread }
  items(first: 20) { nodes { id position blocks { name } readAt } } } }`;

const WORKFLOW = {
  key: "comments",
  name: "Comments",
  steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "hello" } }],
};

/** The p99 of a reader's feed pages beside each kind of hostile neighbour, and without a neighbour. */
export async function run(bench) {
  const place = await prepare(bench);
  const names = Object.keys(HOSTILITIES).filter((name) => name.includes(ONLY));
  await victimFor(place.url, 2);
  const results = [];
  for (const [number, name] of names.entries()) {
    const rounds = await repeat(ROUNDS, async (round) => {
      const alone = await victimFor(place.url, SECONDS);
      return { alone, beside: await beside(name, neighbourOf(place, number, round)) };
    });
    bench.say(
      `${name}: ${rounds.map((each) => `${Math.round(each.beside)} (${Math.round(each.alone)})`).join(", ")} ms`,
    );
    results.push(
      resultOf({
        name: `hostile, p99 beside ${name}`,
        unit: "ms",
        values: rounds.map((each) => each.beside),
        floors: rounds.map((each) => each.alone),
        judged: "ratio",
        isLowerBetter: true,
        must: 3,
        aim: 1.5,
      }),
    );
  }
  return results;
}

async function prepare(bench) {
  const server = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, server);
  const { url } = await startProcess(bench, { DATABASE_URL: databaseUrl, ...SETTINGS });
  await commitWorkflow(url, WORKFLOW);
  const pool = connectPool(bench, databaseUrl, 2);
  const place = await itemPlace(pool);
  const userIds = Object.keys(HOSTILITIES).flatMap((_, number) =>
    Array.from({ length: ROUNDS }, (__, round) => hostileId(number, round)),
  );
  bench.say(`making ${userIds.length} feeds of ${ITEMS} items`);
  await addFeeds(pool, place, { userIds, itemCount: ITEMS });
  await addFeeds(pool, place, { userIds: [VICTIM], itemCount: 100 });
  await pool.query("vacuum (analyze) messages, feeds, contents");

  const create = `mutation($i: CreateEnvironmentInput!) { createEnvironment(input: $i) { secretKey } }`;
  const other = await ask(url, create, { i: { key: "other", name: "Other", isDevelopment: true } });
  const key = await ask(url, "mutation { createApiKey(input: { kind: PUBLIC }) { key } }");
  return { url, publicKey: key.createApiKey.key, otherSecret: other.createEnvironment.secretKey };
}

const hostileId = (number, round) => `hostile-${number}-${round}`;

function neighbourOf({ url, publicKey, otherSecret }, number, round) {
  const address = `10.1.${number}.${round + 1}`;
  return { url, publicKey, otherSecret, address, userId: hostileId(number, round) };
}

/** The victim's p99 while the neighbour attacks. */
async function beside(name, neighbour) {
  const attacker = fork(ATTACKER, [JSON.stringify({ name, neighbour })]);
  const ended = once(attacker, "exit");
  try {
    await once(attacker, "message");
    return await victimFor(neighbour.url, SECONDS);
  } finally {
    attacker.kill("SIGKILL");
    await ended;
  }
}

/** Requests a page at a fixed rate, whether or not the previous page was answered. Returns the p99 of the latencies. */
async function victimFor(url, seconds) {
  const asked = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    asked.push(timed(() => ask(url, PAGE, { u: VICTIM }, SECRET_KEY)));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return percentile(await Promise.all(asked), 0.99);
}
