import path from "node:path";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { ask, commitWorkflow, SECRET_KEY, startProcess } from "../lib/carillon.mjs";
import { resultOf, until } from "../lib/measure.mjs";
import { flagsOf, memoryOf } from "../lib/memory-probe.mjs";
import { createDatabase, startPostgres } from "../lib/postgres.mjs";

const WATCHERS = Number(process.env.BENCH_WATCHERS ?? 20);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 1000);
const PER_CALL = 100;
const WARM_UP_SECONDS = 5;

const NOTIFY = "mutation ($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const WATCH = `subscription ($f: RunFilterInput) { runsChanged(filter: $f) {
  isReset omittedCount nodes { id status outcome { code message } recipient { ... on User { userId name } } } } }`;
const WORKFLOW = {
  key: "plain",
  name: "Plain",
  steps: [{ ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "Hello" } }],
};

/**
 * 1,000 runs a second for a minute, and 20 sockets that follow the list of runs, half of them with a filter. What a socket is
 * told, and what it is told was left out, must be all runs; the memory of the server must not grow with them.
 */
export async function run(bench) {
  const postgres = await startPostgres(bench);
  const url = await createDatabase(bench, postgres);
  const answers = path.join(bench.folder(), "memory.json");
  const server = await startProcess(bench, { DATABASE_URL: url, CARILLON_DRAIN_MS: "0" }, flagsOf(answers));
  await commitWorkflow(server.url, WORKFLOW);
  const watchers = Array.from({ length: WATCHERS }, (_, index) =>
    watch(bench, server.url, index % 2 === 0 ? null : { workflowKey: WORKFLOW.key }),
  );
  await until(() => watchers.every((each) => each.isOpen));

  let sent = 0;
  const atRate = async (seconds) => {
    const calls = (seconds * PER_SECOND) / PER_CALL;
    const startedAt = performance.now();
    const open = [];
    for (let call = 0; call < calls; call += 1) {
      const wait = startedAt + (call * 1000 * PER_CALL) / PER_SECOND - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const recipients = Array.from({ length: PER_CALL }, () => ({ to: { userId: `user-${sent++ % 5000}` } }));
      open.push(ask(server.url, NOTIFY, { i: { workflowKey: WORKFLOW.key, recipients } }));
    }
    await Promise.all(open);
    return (performance.now() - startedAt) / 1000;
  };
  const settled = () =>
    until(() => watchers.every((each) => each.resets > 0 || each.told >= sent), { timeoutMs: 60_000 });
  bench.say("warming up");
  await atRate(WARM_UP_SECONDS);
  await settled();
  const before = await memoryOf(server.child.pid, answers);
  const took = await atRate(SECONDS);
  await settled();
  const after = await memoryOf(server.child.pid, answers);
  const lost = watchers.filter((each) => each.resets === 0 && each.told !== sent).length;
  if (lost > 0) throw new Error(`${lost} of ${WATCHERS} sockets were told of another number of runs than ${sent}.`);
  const grown = (after.live - before.live) / 1e6;
  const named = Math.round(watchers.reduce((sum, each) => sum + each.named, 0) / WATCHERS);
  bench.say(
    `${sent} runs in ${took.toFixed(0)} s; each socket was told ${named} by name, ${watchers.filter((each) => each.resets > 0).length} had a reset`,
  );
  return resultOf({
    ...{
      name: "tail",
      unit: "MB of heap more",
      values: [grown],
      judged: "value",
      isLowerBetter: true,
      must: 20,
      aim: 5,
    },
    ...{
      runs: sent,
      perSecond: Math.round((SECONDS * PER_SECOND) / took),
      resets: watchers.filter((each) => each.resets > 0).length,
    },
  });
}

/** A socket that adds up what it is told. A reset after the first one means that it has to read again. */
function watch(bench, url, filter) {
  const seen = { isOpen: false, told: 0, named: 0, resets: 0 };
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { apiKey: SECRET_KEY },
  });
  bench.owns(client, () => client.dispose());
  client.subscribe(
    { query: WATCH, variables: { f: filter } },
    {
      next({ data }) {
        const { isReset, omittedCount, nodes } = data.runsChanged;
        if (isReset && seen.isOpen) seen.resets += 1;
        seen.isOpen = true;
        seen.named += nodes.length;
        seen.told += nodes.length + omittedCount;
      },
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return seen;
}
