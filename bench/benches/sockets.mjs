import { execFileSync, fork } from "node:child_process";
import path from "node:path";
import { commitWorkflow, ask, SECRET_KEY, startProcess } from "../lib/carillon.mjs";
import { repeat, resultOf, until } from "../lib/measure.mjs";
import { connectPool, createDatabase, startPostgres } from "../lib/postgres.mjs";

const SOCKETS = Number(process.env.BENCH_SOCKETS ?? 8_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const OBJECT = { collection: "rooms", objectId: "all" };
const SETTLE_MS = 3000;

const WATCH = `subscription Watch($u: ID!) { feedChanged(recipient: { userId: $u }) { isReset removedIds
  feed { id version counts { total unread unseen } }
  items { id position version blocks { name ... on MarkdownBlock { html } } seenAt readAt archivedAt createdAt } } }`;
const ECHO = "subscription Watch { feedChanged { text } }";

const WORKFLOW = {
  key: "announce",
  name: "Announce",
  steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "**News** {{ data.n }}" } }],
};

/** Idle subscriptions, one a socket and each of its own feed: memory for each, and the time to push to all, beside graphql-ws that echoes. */
export async function run(bench) {
  const echo = await measureEcho(bench);
  bench.say(`echo: ${echo.bytes} bytes each, push to all in ${echo.pushes.map(Math.round).join(", ")} ms`);
  const ours = await measureCarillon(bench);
  return [
    resultOf({
      name: `sockets, memory of one of ${SOCKETS} idle subscriptions`,
      unit: "KiB",
      values: [ours.bytes / 1024],
      floors: [echo.bytes / 1024],
      judged: "ratio",
      isLowerBetter: true,
      must: 2,
      aim: 1.5,
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
  const server = forkPart(bench, "echo-server.mjs");
  const { url } = await server.next("url");
  const clients = forkPart(bench, "socket-clients.mjs");
  const idle = await rssOf(server.pid);
  await openAll(clients, { url, query: ECHO, init: {}, answersAtOnce: false });
  const bytes = ((await rssOf(server.pid)) - idle) / SOCKETS;
  const pushes = await repeat(ROUNDS, (round) => push(clients, async () => server.send({ text: `News ${round}` })));
  await clients.stop();
  await server.stop();
  return { bytes, pushes };
}

async function measureCarillon(bench) {
  const postgres = await startPostgres(bench);
  const databaseUrl = await createDatabase(bench, postgres);
  const { url, child } = await startProcess(bench, { DATABASE_URL: databaseUrl });
  await commitWorkflow(url, WORKFLOW);
  const pool = connectPool(bench, databaseUrl, 1);
  await subscribeAll(url);
  const clients = forkPart(bench, "socket-clients.mjs");
  // One subscription first: what is compiled and connected once is nobody's share.
  await openAll(clients, { url, query: WATCH, init: { apiKey: SECRET_KEY }, answersAtOnce: true, count: 64 });
  const idle = await rssOf(child.pid);
  const more = forkPart(bench, "socket-clients.mjs");
  await openAll(more, { url, query: WATCH, init: { apiKey: SECRET_KEY }, answersAtOnce: true });
  const bytes = ((await rssOf(child.pid)) - idle) / SOCKETS;
  bench.say(`Carillon: ${Math.round(bytes)} bytes each`);
  await clients.stop();
  const pushes = await repeat(ROUNDS, (round) =>
    push(more, () =>
      ask(url, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", {
        i: { workflowKey: WORKFLOW.key, recipients: [{ to: { object: OBJECT } }], data: { n: round } },
      }),
    ),
  );
  bench.say(`Carillon: push to all in ${pushes.map(Math.round).join(", ")} ms`);
  const { rows } = await pool.query("select count(*)::int as n from messages");
  if (rows[0].n !== (SOCKETS + 1) * ROUNDS) throw new Error(`There are ${rows[0].n} messages.`);
  await more.stop();
  return { bytes, pushes };
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

/** A process of its own from `lib`, that talks by messages. */
function forkPart(bench, file) {
  const child = fork(path.join(import.meta.dirname, "../lib", file), {
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

/** Resident bytes, once the process has come to rest. */
async function rssOf(pid) {
  let last = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const now = Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) * 1024;
    if (last > 0 && Math.abs(now - last) < 0.02 * last) return Math.min(now, last);
    last = now;
  }
}
