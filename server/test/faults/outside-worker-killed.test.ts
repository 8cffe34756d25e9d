import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { SystemClock } from "../../src/platform/clock/index.js";
import { counted, report } from "../support/fault-rig.js";
import { addInAppChannel, createModuleApi, type ModuleApi } from "../support/module-api.js";
import { startFetchServer, type FetchServer } from "../support/outside.js";
import { buildServer } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";
import { BELL } from "../support/lane-api.js";

const KILLS = counted(2, 10);
const RUNS_PER_KILL = counted(60, 300);
const PROGRAM = path.resolve(import.meta.dirname, "../support/outside-worker.mjs");
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";

let api: ModuleApi;
let server: FetchServer;
let worker: ChildProcess | null = null;

beforeAll(async () => {
  buildServer();
  api = await createModuleApi();
  await addInAppChannel(api);
  server = await startFetchServer();
  const steps = [{ ref: "fetch", type: "delay", for: { unit: "hours", value: 1 } }, BELL];
  const document = { key: "fetching", name: "Fetching", steps };
  await api.modules.workflows.save(api.home.secret, JSON.parse(JSON.stringify(document)));
  await api.modules.workflows.commit(api.home.secret, "fetching", null);
});
afterAll(async () => {
  await kill();
  await server.close();
  await api.db.drop();
});

async function start(): Promise<void> {
  const child = fork(PROGRAM, [api.db.url], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  worker = child;
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`The worker ended with ${code}.`)));
  });
  child.removeAllListeners("exit");
}

async function kill(): Promise<void> {
  const child = worker;
  worker = null;
  if (!child || child.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

const count = async (sql: string): Promise<number> => (await api.db.database.query(sql)).length;

test(
  `a worker killed ${KILLS} times during attempts loses no run, and no run continues twice`,
  async () => {
    // Some answers arrive at once; others never reach the process that was killed before.
    let held = 0;
    server.respond = (_request, response) => {
      if (held > 0) held -= 1;
      else response.end("{}");
    };
    let total = 0;
    let inHand = 0;
    for (let round = 0; round < KILLS; round += 1) {
      const recipients = Array.from({ length: RUNS_PER_KILL }, (_, n) => ({ to: { userId: `r${round}-${n}` } }));
      api.runtime.clock.set(new SystemClock().now());
      held = 5;
      await start();
      const before = server.keys.length;
      const i = { workflowKey: "fetching", recipients, data: { url: server.url, n: round } };
      expect((await api.ask(NOTIFY, { i })).errors).toEqual([]);
      total += RUNS_PER_KILL;
      await waitUntil(() => server.keys.length >= before + 10, 30_000);
      await kill();
      inHand += await count("select 1 from effect_requests where lease_token is not null and answered_at is null");
    }
    await start();
    await waitUntil(async () => (await count("select 1 from runs where status = 'COMPLETED'")) === total, 90_000);
    expect(await count("select 1 from runs")).toBe(total);
    expect(await count("select 1 from messages")).toBe(total);
    expect(await count("select 1 from effect_requests")).toBe(0);
    const overs = await count(
      "select 1 from runs where jsonb_path_query_array(trace, '$[*][2]')::text like '%delay.over%delay.over%'",
    );
    expect(overs).toBe(0);
    const attempts = server.keys.length;
    expect(new Set(server.keys).size).toBe(total);
    report("effects outside: worker killed", {
      kills: KILLS,
      runs: total,
      attempts,
      "leases left by the dead": inHand,
    });
    expect(inHand).toBeGreaterThan(0);
  },
  counted(180_000, 600_000),
);
