// @ts-check
import { randomUUID } from "node:crypto";
import { laneOf, userKey } from "../../server/dist/modules/identifiers/index.js";
import { addSubscribers } from "../lib/audience.mjs";
import { ask, commitWorkflow, startProcess } from "../lib/carillon.mjs";
import { addMailChannel, mailSettings, startVendor } from "../lib/mail.mjs";
import { percentile, repeat, resultOf, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const EVERY_MS = 20;
const MAILS = 1000;
const OBJECT = { collection: "projects", objectId: "apollo" };
const NOTIFY = "mutation Notify($input: NotifyInput!) { notify(input: $input) { trigger { id } } }";
const BELL = { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } };
const MAIL = { ref: "mail", type: "channel", channelKey: "mail", template: { subject: "x", markdown: "{{ data.n }}" } };

/**
 * the p99 of the time from the call to the item in the feed, while a mail vendor holds a thousand messages and
 * answers none of them. The floor is the same load without mail.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, server);
  const pool = connectPool(bench, databaseUrl);
  const vendor = await startVendor(bench);
  const { url } = await startProcess(bench, { DATABASE_URL: databaseUrl, ...mailSettings(vendor) });
  await addMailChannel(url);
  await commitWorkflow(url, { key: "bell", name: "Bell", steps: [BELL] });
  await commitWorkflow(url, { key: "mailed", name: "Mailed", steps: [MAIL] });
  const environmentId = (await pool.query("select id from environments")).rows[0].id;
  await addSubscribers(pool, environmentId, { count: MAILS, objectKey: `o/${OBJECT.collection}/${OBJECT.objectId}` });
  await arrivals({ url, pool, environmentId, seconds: 3 });

  const rounds = await repeat(ROUNDS, async (round) => {
    const place = { url, pool, environmentId, seconds: SECONDS };
    const measured = {};
    // The order of the two cases alternates, because the later case finds more rows.
    for (const isOutage of round % 2 === 0 ? [false, true] : [true, false]) {
      if (isOutage) {
        vendor.say("hang");
        await sendMails(url, pool);
      }
      measured[isOutage ? "outage" : "alone"] = await arrivals(place);
      if (isOutage) {
        vendor.say("answer");
        await pool.query("update deliveries set state = 'UNDELIVERED', due_at = null where due_at is not null");
      }
    }
    bench.say(
      `round ${round + 1}: ${Math.round(measured.outage)} ms beside the outage, ${Math.round(measured.alone)} ms without`,
    );
    return measured;
  });
  return resultOf({
    name: "outage, p99 of in-app",
    unit: "ms",
    values: rounds.map(({ outage }) => outage),
    floors: rounds.map(({ alone }) => alone),
    judged: "ratio",
    isLowerBetter: true,
    must: 1.2,
    aim: 1.1,
  });
}

async function sendMails(url, pool) {
  const before = await count(pool, "deliveries");
  const input = { workflowKey: "mailed", recipients: [{ to: { object: OBJECT } }], data: { n: 1 } };
  await ask(url, NOTIFY, { input });
  await until(async () => (await count(pool, "deliveries")) === before + MAILS);
}

const count = async (pool, from) => (await pool.query(`select count(*)::int as count from ${from}`)).rows[0].count;

/** The p99 of the time from the call to the row in the feed, at a fixed rate. Each reader gets one item. */
async function arrivals({ url, pool, environmentId, seconds }) {
  const arrivals = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    arrivals.push(arrival({ url, pool, environmentId }));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return percentile(await Promise.all(arrivals), 0.99);
}

async function arrival({ url, pool, environmentId }) {
  const userId = randomUUID();
  const key = userKey(userId);
  const start = performance.now();
  await ask(url, NOTIFY, { input: { workflowKey: "bell", recipients: [{ to: { userId } }], data: { n: 1 } } });
  const found = {
    name: "arrived",
    text: "select 1 from messages where environment_id = $1 and lane = $2 and recipient_key = $3",
  };
  const values = [environmentId, laneOf(environmentId, key), key];
  await until(async () => (await pool.query({ ...found, values })).rowCount > 0, { everyMs: 5 });
  return performance.now() - start;
}
