import { fork } from "node:child_process";
import path from "node:path";
import { commitWorkflow, ask, SECRET_KEY, startProcess } from "../lib/carillon.mjs";
import { flagsOf, memoryOf } from "../lib/memory-probe.mjs";
import { repeat, resultOf, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const SOCKETS = Number(process.env.BENCH_SOCKETS ?? 8_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const OBJECT = { collection: "rooms", objectId: "all" };
const WARM_UP = 256;

const WATCH = `subscription Watch($u: ID!) { feedChanged(recipient: { userId: $u }) { isReset removedIds
  feed { id version counts { total unread unseen } }
  items { id position version blocks { name ... on MarkdownBlock { html } } seenAt readAt archivedAt createdAt } } }`;
const ECHO = "subscription Watch { feedChanged { text } }";

const WORKFLOW = {
  key: "announce",
  name: "Announce",
  steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "**News** {{ data.n }}" } }],
};

/**
 * Idle subscriptions, one per socket, each to a different feed: the memory of each, and the time to push to all of
 * them. The floor is graphql-ws with a subscription that echoes.
 */
export async function run(bench) {
  const echo = await measureEcho(bench);
  bench.say(`echo: push to all in ${echo.pushes.map(Math.round).join(", ")} ms`);
  const ours = await measureCarillon(bench);
  return [
    resultOf({
      name: `sockets, memory of one of ${SOCKETS} idle subscriptions`,
      unit: "KiB",
      values: [ours.live / 1024],
      floors: [echo.live / 1024],
      judged: "ratio",
      isLowerBetter: true,
      must: 2,
      aim: 1.5,
      resident: Number((ours.rss / 1024).toFixed(1)),
      residentFloor: Number((echo.rss / 1024).toFixed(1)),
    }),
    resultOf({
      name: `sockets, push to all ${SOCKETS}: notify to last event`,
      unit: "ms",
      values: ours.pushes,
      floors: echo.pushes,
      judged: "ratio",
      isLowerBetter: true,
    }),
  ];
}

async function measureEcho(bench) {
  const answerFile = path.join(bench.folder(), "echo.json");
  const server = forkPart(bench, "echo-server.mjs", flagsOf(answerFile));
  const { url } = await server.next("url");
  const bytes = await memoryOfEach(bench, { url, query: ECHO, init: {}, answersAtOnce: false }, () =>
    memoryOf(server.pid, answerFile),
  );
  const clients = forkPart(bench, "socket-clients.mjs");
  await openAll(clients, { url, query: ECHO, init: {}, answersAtOnce: false });
  const pushes = await repeat(ROUNDS, (round) => push(clients, async () => server.send({ text: `News ${round}` })));
  await clients.stop();
  await server.stop();
  return { ...bytes, pushes };
}

async function measureCarillon(bench) {
  const postgres = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, postgres);
  const answerFile = path.join(bench.folder(), "carillon.json");
  const { url, child } = await startProcess(bench, { DATABASE_URL: databaseUrl }, flagsOf(answerFile));
  await commitWorkflow(url, WORKFLOW);
  const pool = connectPool(bench, databaseUrl, 1);
  await subscribeAll(url);
  const how = { url, query: WATCH, init: { apiKey: SECRET_KEY }, answersAtOnce: true };
  const bytes = await memoryOfEach(bench, how, () => memoryOf(child.pid, answerFile));
  const clients = forkPart(bench, "socket-clients.mjs");
  await openAll(clients, how);
  const pushes = await repeat(ROUNDS, (round) =>
    push(clients, () =>
      ask(url, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
        i: { workflowKey: WORKFLOW.key, recipients: [{ to: { object: OBJECT } }], data: { n: round } },
      }),
    ),
  );
  bench.say(`Carillon: push to all in ${pushes.map(Math.round).join(", ")} ms`);
  const { rows } = await pool.query("select count(*)::int as n from messages");
  if (rows[0].n !== (SOCKETS + 1) * ROUNDS) throw new Error(`There are ${rows[0].n} messages.`);
  await clients.stop();
  return { ...bytes, pushes };
}

/**
 * Bytes per subscription. Some subscriptions are open before the measurement, so that one-time allocations do not
 * count.
 */
async function memoryOfEach(bench, how, measure) {
  const first = forkPart(bench, "socket-clients.mjs");
  await openAll(first, { ...how, count: WARM_UP });
  const before = await measure();
  const rest = forkPart(bench, "socket-clients.mjs");
  await openAll(rest, how);
  const after = await measure();
  await rest.stop();
  await first.stop();
  const each = { live: (after.live - before.live) / SOCKETS, rss: (after.rss - before.rss) / SOCKETS };
  bench.say(
    `${Math.round(each.live)} bytes live for each of ${SOCKETS} subscriptions, ${Math.round(each.rss)} resident`,
  );
  return each;
}

async function subscribeAll(url) {
  for (let from = 0; from < SOCKETS; from += 1000) {
    const count = Math.min(1000, SOCKETS - from);
    const recipients = Array.from({ length: count }, (_, index) => ({ userId: `listener-${from + index}` }));
    await ask(url, "mutation($i: SubscribeInput!) { subscribe(input: $i) { changedCount } }", {
      i: { object: OBJECT, recipients },
    });
  }
}

async function openAll(clients, { count = SOCKETS, ...how }) {
  clients.send({ open: { count, ...how } });
  const { opened } = await clients.next("opened");
  if (opened !== count) throw new Error(`${opened} sockets are open.`);
}

async function push(clients, send) {
  clients.send({ expect: SOCKETS });
  const startedAt = performance.now();
  await send();
  await clients.next("received");
  return performance.now() - startedAt;
}

/** Starts a file of `lib` as a process that talks to this one by messages. */
function forkPart(bench, file, execArgv = []) {
  const child = fork(path.join(import.meta.dirname, "../lib", file), {
    execArgv,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const messages = [];
  child.on("message", (message) => messages.push(message));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const part = {
    pid: child.pid,
    send: (message) => child.send(message),
    async next(key) {
      await until(() => messages.some((message) => key in message || message.failed), {
        everyMs: 2,
        timeoutMs: 180_000,
      });
      const failed = messages.find((message) => message.failed);
      if (failed) throw new Error(failed.failed);
      const index = messages.findIndex((message) => key in message);
      return messages.splice(index, 1)[0];
    },
    stop: () => (child.connected && child.disconnect(), ended),
  };
  return bench.owns(part, part.stop);
}
