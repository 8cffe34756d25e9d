import { randomUUID } from "node:crypto";
import { PostgresBackend } from "@agendajs/postgres-backend";
import { Agenda } from "agenda";
import { Queue, Worker } from "bullmq";
import { addSubscribers } from "../lib/audience.mjs";
import { ask, commitWorkflow, startProcess } from "../lib/carillon.mjs";
import { repeat, resultOf, timed, until } from "../lib/measure.mjs";
import { PeerWork } from "../lib/peer-work.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";
import { startRedis } from "../lib/redis.mjs";

const RECIPIENTS = Number(process.env.BENCH_RECIPIENTS ?? 5000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** Unmeasured rounds, so that the JIT has compiled the code of all sides. */
const WARM_UPS = 2;
/**
 * Carillon's fan-outs per round. Together they take as long as the fastest peer's round, so that other load on the
 * machine affects all sides alike.
 */
const FAN_OUTS = 5;
const CONCURRENCY = 50;
const CONNECTIONS = 20;
const OBJECT = { collection: "projects", objectId: "apollo" };
const TEMPLATE = {
  markdown: "Hello {{ recipient.name }}, **{{ actor.name }}** published *{{ data.document }}*: {{ data.summary }}",
  actionUrl: "/documents/{{ data.documentId }}",
  buttons: [{ name: "primary", label: "Open", action: "/documents/{{ data.documentId }}" }],
};
const DATA = { documentId: "d1", document: "Plan of the year", summary: "what we do, *why*, and by when" };
const RULES = [
  { category: "news", allow: true },
  { channelType: "IN_APP", allow: true },
];

/**
 * The same work for 5,000 recipients, from the call to the last commit: Carillon's lanes, against one job per
 * recipient on BullMQ and on Agenda. Carillon runs in a separate process, so that the other code does not deoptimize
 * its compiled functions. A peer's worker runs only during the peer's own rounds.
 */
export async function run(bench) {
  const server = await startPostgres(bench);
  const url = await createDatabase(bench, server);
  const pool = connectPool(bench, url, CONNECTIONS);
  const carillon = await startCarillon(bench, url, pool);
  const environmentId = (await pool.query("select id from environments")).rows[0].id;
  const keys = (await pool.query("select subscriber_key as key from subscriptions")).rows.map((row) => row.key);
  const work = new PeerWork(pool, environmentId, {
    template: TEMPLATE,
    data: DATA,
    actor: { id: "ada", name: "Ada Lovelace" },
    defaultRules: RULES,
  });
  const bull = await startBull(bench, work);
  const agenda = await startAgenda(bench, await createDatabase(bench, server, { isMigrated: false }), work);

  const rounds = await repeat(ROUNDS + WARM_UPS, async (round) => {
    const speeds = {
      carillon: await speedOf(() => repeat(FAN_OUTS, carillon), FAN_OUTS * RECIPIENTS),
      bull: await speedOfPeer(work, bull, jobsOf(keys, round)),
      agenda: await speedOfPeer(work, agenda, jobsOf(keys, round)),
    };
    const words = Object.entries(speeds).map(([name, speed]) => `${name} ${Math.round(speed)}/s`);
    bench.say(`round ${round}: ${words.join(", ")}`);
    return speeds;
  });
  const counted = rounds.slice(WARM_UPS);
  const against = (peer, targets) =>
    resultOf({
      name: `fan-out against ${targets.title}`,
      unit: "recipients/s",
      values: counted.map((speeds) => speeds.carillon),
      floors: counted.map((speeds) => speeds[peer]),
      judged: "ratio",
      must: targets.must,
      aim: targets.aim,
    });
  return [
    against("bull", { title: "BullMQ", must: 5, aim: 10 }),
    against("agenda", { title: "Agenda", must: 30, aim: 60 }),
  ];
}

const speedOf = async (work, recipients = RECIPIENTS) => (recipients / (await timed(work))) * 1000;

function jobsOf(keys, round) {
  const triggerId = randomUUID();
  return keys.map((recipientKey) => ({ recipientKey, triggerId, triggerSeq: 1_000_000 + round }));
}

async function speedOfPeer(work, peer, jobs) {
  await peer.resume();
  const goal = work.done + jobs.length;
  const speed = await speedOf(async () => {
    await peer.enqueue(jobs);
    await until(() => work.done >= goal, { everyMs: 5 });
  });
  await peer.pause();
  return speed;
}

async function startCarillon(bench, url, pool) {
  const { url: address } = await startProcess(bench, { DATABASE_URL: url });
  const environmentId = (await pool.query("select id from environments")).rows[0].id;
  const objectKey = `o/${OBJECT.collection}/${OBJECT.objectId}`;
  await addSubscribers(pool, environmentId, { count: RECIPIENTS, objectKey });
  const setDefaults =
    "mutation($i: SetDefaultPreferencesInput!) { setDefaultPreferences(input: $i) { preferences { rules { allow } } } }";
  await ask(address, setDefaults, { i: { rules: RULES } });
  await ask(address, "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }", {
    i: { userId: "ada", name: "Ada Lovelace" },
  });
  await commitWorkflow(address, {
    key: "per-recipient",
    name: "Per recipient",
    categories: ["news"],
    feedData: ["documentId", "document"],
    steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: TEMPLATE }],
  });
  return async () => {
    const input = {
      workflowKey: "per-recipient",
      actor: { userId: "ada" },
      recipients: [{ to: { object: OBJECT } }],
      data: DATA,
    };
    await ask(address, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i: input });
    await until(() => isFanned(pool), { everyMs: 10 });
  };
}

async function isFanned(pool) {
  const { rows } = await pool.query(
    `select coalesce(sum(run_count), 0)::int as runs, coalesce(bool_and(is_done), false) as done from fanouts
     where trigger_id = (select id from triggers order by seq desc limit 1)`,
  );
  return rows[0].done && rows[0].runs === RECIPIENTS + 1;
}

async function startBull(bench, work) {
  const redis = await startRedis(bench, ["--maxmemory-policy", "noeviction", "--appendonly", "yes"]);
  const connection = { host: "127.0.0.1", port: redis.port, maxRetriesPerRequest: null };
  const queue = new Queue("fan-out", { connection });
  bench.owns(queue, () => queue.close());
  const worker = new Worker("fan-out", (job) => work.handle(job.data), {
    connection,
    concurrency: CONCURRENCY,
    removeOnComplete: { count: 0 },
  });
  bench.owns(worker, () => worker.close());
  await worker.waitUntilReady();
  await worker.pause();
  return {
    resume: () => worker.resume(),
    pause: () => worker.pause(),
    enqueue: (jobs) => queue.addBulk(jobs.map((data) => ({ name: "recipient", data }))),
  };
}

async function startAgenda(bench, url, work) {
  const pool = connectPool(bench, url, CONNECTIONS);
  const agenda = new Agenda({
    backend: new PostgresBackend({ pool, disableNotifications: true }),
    processEvery: 100,
    defaultConcurrency: CONCURRENCY,
    maxConcurrency: CONCURRENCY,
    // The fastest setting measured here. Without a limit, Agenda locks its whole backlog one job at a time.
    defaultLockLimit: 500,
    lockLimit: 500,
    removeOnComplete: true,
  });
  await agenda.ready;
  agenda.define("recipient", (job) => work.handle(job.attrs.data));
  bench.owns(agenda, () => agenda.stop());
  return {
    resume: () => agenda.start(),
    // Wait for active jobs first: a worker that stops with an active job releases the job for a second run.
    pause: async () => {
      await until(async () => (await pool.query("select 1 from agenda_jobs limit 1")).rowCount === 0);
      await agenda.stop(false);
    },
    enqueue: async (jobs) => {
      for (let from = 0; from < jobs.length; from += 100) {
        await Promise.all(jobs.slice(from, from + 100).map((data) => agenda.now("recipient", data)));
      }
    },
  };
}
