import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CuttingProxy } from "../support/cutting-proxy.js";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const ROUNDS = counted(1, 5);
/** Connections are closed after twelve seconds of silence; how long the work takes that waited depends on the machine. */
const GIVEN_UP_MS = 120_000;
/** The limit in docs/JOBS-AND-REDIS.md. */
const STOP_MS = 20_000;

let rig: FaultRig;
let proxy: CuttingProxy;
let api: CarillonProcess;
let worker: CarillonProcess;

beforeAll(async () => {
  rig = await FaultRig.start();
  proxy = await CuttingProxy.start(Number(new URL(rig.postgres.url).port));
  const url = new URL(rig.postgres.url);
  url.port = String(proxy.port);
  const env = { DATABASE_URL: url.href };
  api = await rig.fleet.start({ name: "api", role: "api", env });
  await rig.prepare(api);
  worker = await rig.fleet.start({ name: "worker", role: "worker", env });
}, 120_000);
afterAll(async () => {
  await rig.stop();
  await proxy.stop();
});

async function load(isOver: () => boolean, name: string): Promise<void> {
  const send = async (caller: number): Promise<void> => {
    for (let n = caller; !isOver(); n += 30) {
      await rig.notify(api, `${name}-${n}`, [`user-${n % 40}`]);
      await sleep(5);
    }
  };
  await Promise.all(Array.from({ length: 30 }, (_, caller) => send(caller)));
}

describe("X-06: connections to Postgres that fall silent under load", () => {
  test(
    "are closed: calls are answered and work continues, and no accepted call is lost",
    async () => {
      const outages: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        let isOver = false;
        const loading = load(() => isOver, `round-${round}`);
        await sleep(1500);
        proxy.silence();
        const silentAt = performance.now();
        const probe = async (n: number): Promise<boolean> =>
          (await rig.notify(api, `probe-${round}-${n}`, ["user-1"])).outcome === "ok";
        let asked = 0;
        await sleep(2000);
        await waitUntil(() => probe((asked += 1)), GIVEN_UP_MS);
        outages.push(performance.now() - silentAt);
        await waitUntil(async () => (await fetch(`${api.url}/health/ready`)).status === 200, 60_000);
        isOver = true;
        await loading;
        // The proxy answers keepalives in the place of the processes: without this, Postgres would count the sessions of all rounds.
        proxy.closeSilentAtTarget();
      }
      await rig.quiesce(180_000);
      expect(await rig.broken()).toEqual([]);
      expect(api.isRunning && worker.isRunning).toBe(true);
      report("X-06 silent connections", { rounds: ROUNDS, "longest outage ms": Math.max(...outages) });
    },
    counted(400_000, 1_200_000),
  );

  test("do not keep SIGTERM from ending an api and a worker within 20 s", async () => {
    let isOver = false;
    const loading = load(() => isOver, "last");
    await sleep(1000);
    proxy.silence();
    const startedAt = performance.now();
    const exits = await Promise.all([api.stop(), worker.stop()]);
    const ms = performance.now() - startedAt;
    isOver = true;
    await loading;
    expect(exits.every(({ signal }) => signal === null)).toBe(true);
    expect(ms).toBeLessThan(STOP_MS + 2000);
    report("X-06 SIGTERM over silent connections", { ms });
  }, 90_000);
});
