// @ts-check
import { messageId } from "../../server/dist/modules/identifiers/index.js";
import { addSubscribers } from "../lib/audience.mjs";
import { ask, commitWorkflow, startProcess } from "../lib/carillon.mjs";
import { HttpCaller } from "../lib/http-load.mjs";
import { addMailChannel, mailSettings, startVendor } from "../lib/mail.mjs";
import { median, percentile, repeat, resultOf, timed, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const CALLERS = Number(process.env.BENCH_CALLERS ?? 64);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 4);
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 2000);
const FLOOR_CONNECTIONS = 8;
const FLOOR_SECONDS = 3;
const OBJECT = { collection: "projects", objectId: "apollo" };
const WORKFLOW = {
  key: "published",
  name: "Published",
  steps: [{ ref: "mail", type: "channel", channelKey: "mail", template: { subject: "Out", markdown: "It is out." } }],
};

/**
 * Callbacks of a vendor that are stored and answered, a second, while the same process reads them: each tells of the opening of
 * a mail that was sent. Against one-row inserts of the same bytes into a table with the same indexes.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, server);
  const pool = connectPool(bench, databaseUrl, FLOOR_CONNECTIONS);
  const vendor = await startVendor(bench);
  const { url } = await startProcess(bench, { DATABASE_URL: databaseUrl, ...mailSettings(vendor) });
  const ids = await sendMails(url, pool);
  const path = await callbackPath(url);
  const opened = Array.from({ length: CALLERS }, () => HttpCaller.open(url, "", path));
  const callers = await Promise.all(opened);
  bench.owns(callers, () => callers.forEach((caller) => caller.close()));
  await pool.query("create table floor_callbacks (like callbacks including all)");

  bench.say("warming up");
  const next = bodiesFor(ids);
  await load(callers, { seconds: 3, next });
  await untilRead(pool);
  const row = await rowOf(pool, next());
  const rounds = await repeat(ROUNDS, async (round) => {
    const floor = await insertsPerSecond(pool, row);
    const { perSecond, times } = await load(callers, { seconds: SECONDS, next });
    const lagMs = await timed(() => untilRead(pool));
    bench.say(
      `round ${round + 1}: ${Math.round(perSecond)}/s accepted, floor ${Math.round(floor)}/s, read ${Math.round(lagMs)} ms later`,
    );
    return { perSecond, times, floor, lagMs };
  });
  const { rows } = await pool.query("select outcome, count(*)::int as count from callbacks group by 1");
  if (rows.length > 0) throw new Error(`Not all were read: ${JSON.stringify(rows)}`);
  return resultOf({
    name: "callbacks",
    unit: "callbacks/s",
    values: rounds.map(({ perSecond }) => perSecond),
    floors: rounds.map(({ floor }) => floor),
    judged: "ratio",
    must: 0.3,
    aim: 0.6,
    p50Ms: median(rounds.map(({ times }) => percentile(times, 0.5))),
    p99Ms: median(rounds.map(({ times }) => percentile(times, 0.99))),
    readPerSecond: Math.round(
      median(rounds.map(({ times, lagMs }) => (times.length / (SECONDS * 1000 + lagMs)) * 1000)),
    ),
    callers: CALLERS,
  });
}

/** Sends the mails that callbacks tell of; answers their ids. */
async function sendMails(url, pool) {
  await addMailChannel(url);
  await commitWorkflow(url, WORKFLOW);
  const environmentId = (await pool.query("select id from environments")).rows[0].id;
  await addSubscribers(pool, environmentId, {
    count: MESSAGES,
    objectKey: `o/${OBJECT.collection}/${OBJECT.objectId}`,
  });
  const i = { workflowKey: WORKFLOW.key, recipients: [{ to: { object: OBJECT } }], data: {} };
  await ask(url, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i });
  const SENT = "select lane, run_id as \"runId\", ordinal from deliveries where state = 'SENT'";
  await until(async () => (await pool.query(SENT)).rows.length === MESSAGES, { everyMs: 100 });
  return (await pool.query(SENT)).rows.map((row) => messageId(row));
}

async function callbackPath(url) {
  const { channels } = await ask(url, "{ channels(first: 50) { nodes { channelKey callbackUrl } } }");
  return new URL(channels.nodes.find(({ channelKey }) => channelKey === "mail").callbackUrl).pathname;
}

/** What Postmark posts when a mail was opened: each time another opening. */
function bodiesFor(ids) {
  let count = 0;
  const began = Date.now();
  return () => {
    count += 1;
    return JSON.stringify({
      RecordType: "Open",
      MessageStream: "outbound",
      MessageID: "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
      Metadata: { carillon_message_id: ids[count % ids.length] },
      Recipient: `person-${count % ids.length}@example.com`,
      ReceivedAt: new Date(began + count).toISOString(),
      Tag: WORKFLOW.key,
      FirstOpen: count <= ids.length,
      Platform: "WebMail",
      Client: { Name: "Chrome 140", Company: "Google", Family: "Chrome" },
      OS: { Name: "OS X 15", Company: "Apple Computer, Inc.", Family: "OS X" },
      UserAgent:
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
      Geo: { CountryISOCode: "GB", Country: "United Kingdom", City: "London", IP: "198.51.100.7" },
    });
  };
}

async function load(callers, { seconds, next }) {
  const times = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() < end) {
        const sentAt = performance.now();
        await caller.post(next());
        times.push(performance.now() - sentAt);
      }
    }),
  );
  return { times, perSecond: times.length / ((performance.now() - start) / 1000) };
}

async function untilRead(pool) {
  const WAITING = "select 1 from callbacks where due_at is not null limit 1";
  await until(async () => (await pool.query(WAITING)).rows.length === 0, { everyMs: 20 });
}

/** The values of a stored callback, with the headers that these callers send. */
async function rowOf(pool, body) {
  const { rows } = await pool.query("select handle, channel_id, environment_id from channel_callbacks");
  const { handle, channel_id, environment_id } = rows[0];
  const headers = { host: "127.0.0.1:3000", "content-type": "application/json", "content-length": String(body.length) };
  return [environment_id, channel_id, handle, JSON.stringify(headers), body];
}

async function insertsPerSecond(pool, values) {
  await pool.query("truncate floor_callbacks");
  const text =
    "insert into floor_callbacks (environment_id, channel_id, handle, received_at, due_at, headers, body) values ($1, $2, $3, now(), now(), $4::jsonb, $5)";
  let count = 0;
  const start = performance.now();
  const end = start + FLOOR_SECONDS * 1000;
  const insert = async () => {
    for (; performance.now() < end; count += 1) await pool.query({ name: "floor_callback", text, values });
  };
  await Promise.all(Array.from({ length: FLOOR_CONNECTIONS }, insert));
  return count / ((performance.now() - start) / 1000);
}
