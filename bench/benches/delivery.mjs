import { Agent, request } from "undici";
import { addSubscribers } from "../lib/audience.mjs";
import { ask, commitWorkflow, startProcess } from "../lib/carillon.mjs";
import { addMailChannel, mailSettings, startVendor } from "../lib/mail.mjs";
import { repeat, resultOf, timed, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

/** About a second's work, so that the wait for the first claim and for the last outcomes weighs little. */
const MESSAGES = Number(process.env.BENCH_MESSAGES ?? 10_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
/** Unmeasured rounds, so that the JIT has compiled the code of both sides. */
const WARM_UPS = 2;
/** The number of requests that one worker sends to one provider at the same time. */
const CONCURRENCY = 128;
const OBJECT = { collection: "projects", objectId: "apollo" };
const WORKFLOW = {
  key: "published",
  name: "Published",
  steps: [
    {
      ref: "mail",
      type: "channel",
      channelKey: "mail",
      template: {
        subject: "{{ data.document }}",
        markdown: "Hello {{ recipient.name }}, **{{ data.document }}** is out.",
      },
    },
  ],
};

/**
 * Messages per second from the queue to a local mail vendor and back, with all rows that Carillon writes: claims,
 * requests, attempts and outcomes. The floor is undici alone, with the same number of concurrent requests and bodies
 * of the same length.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, server);
  const pool = connectPool(bench, databaseUrl);
  const vendor = await startVendor(bench);
  const { url } = await startProcess(bench, { DATABASE_URL: databaseUrl, ...mailSettings(vendor) });
  await addMailChannel(url);
  await commitWorkflow(url, WORKFLOW);
  const environmentId = (await pool.query("select id from environments")).rows[0].id;
  const objectKey = `o/${OBJECT.collection}/${OBJECT.objectId}`;
  await addSubscribers(pool, environmentId, { count: MESSAGES, objectKey });
  const agent = new Agent({ connections: CONCURRENCY });
  bench.owns(agent, () => agent.destroy());

  const rounds = await repeat(ROUNDS + WARM_UPS, async (round) => {
    await queueMessages(url, pool);
    const body = await bodyOf(pool);
    const floor = await speedOf(() => sendAll(`${vendor.url}/email`, body, agent));
    const machine = await speedOf(async () => {
      await ask(url, 'mutation { resumeChannel(input: { channelKey: "mail" }) { resumedCount } }');
      await until(async () => !(await isWaiting(pool)), { everyMs: 20 });
    });
    bench.say(`round ${round}: ${Math.round(machine)}/s, undici alone ${Math.round(floor)}/s`);
    return { machine, floor };
  });
  const { rows } = await pool.query("select state, count(*)::int as count from deliveries group by 1");
  if (rows.length !== 1 || rows[0].state !== "SENT") throw new Error(`Not all were sent: ${JSON.stringify(rows)}`);
  const counted = rounds.slice(WARM_UPS);
  return resultOf({
    name: "delivery",
    unit: "messages/s",
    values: counted.map(({ machine }) => machine),
    floors: counted.map(({ floor }) => floor),
    judged: "ratio",
    must: 0.3,
    aim: 0.6,
    concurrency: CONCURRENCY,
  });
}

const speedOf = async (work) => (MESSAGES / (await timed(work))) * 1000;

/** Fills the queue while the channel's provider is paused, as it is after the vendor rejects the credentials. */
async function queueMessages(url, pool) {
  await pool.query("update channel_providers set stopped_at = now(), stopped_until = now() + interval '1 hour'");
  const input = { workflowKey: WORKFLOW.key, recipients: [{ to: { object: OBJECT } }], data: { document: "The plan" } };
  await ask(url, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i: input });
  await until(async () => (await waitingCount(pool)) === MESSAGES, { everyMs: 50 });
  await pool.query("vacuum analyze deliveries, messages, attempts");
}

async function waitingCount(pool) {
  return (await pool.query("select count(*)::int as count from deliveries where due_at is not null")).rows[0].count;
}

/** By the index of due deliveries: a scan of the table, which the planner takes for cheaper, took a fifth of the measured time. */
async function isWaiting(pool) {
  const sql = `select 1 from deliveries where due_at is not null order by channel_id, provider_position, due_kind, due_at limit 1`;
  return (await pool.query(sql)).rows.length > 0;
}

/** A body of the same length as the bodies that Carillon sends. */
async function bodyOf(pool) {
  const { rows } = await pool.query("select length(request->>'body') as length from attempts limit 1");
  return JSON.stringify({ text: "x".repeat(rows[0]?.length ?? 1500) });
}

async function sendAll(url, body, dispatcher) {
  let left = MESSAGES;
  const send = async () => {
    while (left > 0) {
      left -= 1;
      const headers = { "content-type": "application/json", "x-postmark-server-token": "a-token-of-the-bench" };
      const answer = await request(url, { method: "POST", headers, body, dispatcher });
      const { ErrorCode } = await answer.body.json();
      if (ErrorCode !== 0) throw new Error("The vendor refused a request.");
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, send));
}
