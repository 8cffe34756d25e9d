import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const TRIGGERS = counted(100, 1_000);
const RECIPIENTS = 10;
const STOPS = counted(3, 24);

let rig: FaultRig;
let apis: CarillonProcess[];
let workers: CarillonProcess[];

beforeAll(async () => {
  rig = await FaultRig.start();
  const first = await rig.fleet.start({ name: "api-1", role: "api" });
  await rig.prepare(first);
  apis = [first, await rig.fleet.start({ name: "api-2", role: "api" })];
  workers = [
    await rig.fleet.start({ name: "worker-1", role: "worker" }),
    await rig.fleet.start({ name: "worker-2", role: "worker" }),
  ];
});
afterAll(() => rig.stop());

const people = (n: number): string[] => Array.from({ length: RECIPIENTS }, (_, r) => `user-${(n * 7 + r) % 50}`);
const ready = async (api: CarillonProcess): Promise<boolean> =>
  (await fetch(`${api.url}/health/ready`).catch(() => null))?.status === 200;

test(
  `R-04: Postgres stopped hard ${STOPS} times under load loses no accepted call`,
  async () => {
    let isOver = false;
    const recoveries: number[] = [];
    const stopping = (async () => {
      for (let stop = 0; stop < STOPS; stop += 1) {
        await sleep(counted(1_000, 4_500) + (stop % 5) * 400);
        await rig.postgres.stopHard();
        await sleep((stop % 3) * 700);
        await rig.postgres.startAgain();
        const upAt = performance.now();
        for (const api of apis) await waitUntil(() => ready(api), 30_000);
        recoveries.push(performance.now() - upAt);
      }
      isOver = true;
    })();
    const send = async (caller: number): Promise<void> => {
      for (let n = caller; n < TRIGGERS || !isOver; n += 4) {
        const api = apis[n % apis.length];
        if (api) await rig.notify(api, `call-${n}`, people(n));
        if (n >= TRIGGERS) await sleep(50);
      }
    };
    await Promise.all([stopping, ...[0, 1, 2, 3].map(send)]);
    await rig.quiesce(90_000);
    expect(await rig.broken()).toEqual([]);
    expect([...apis, ...workers].every((each) => each.isRunning)).toBe(true);
    expect(rig.history.countOf("ok")).toBeGreaterThan(TRIGGERS / 4);
    report("R-04 Postgres stopped hard", {
      stops: STOPS,
      calls: rig.history.calls.length,
      accepted: rig.history.countOf("ok"),
      unknown: rig.history.countOf("unknown"),
      "slowest ready ms": Math.max(...recoveries),
    });
  },
  counted(180_000, 900_000),
);

test(
  "R-05: with database sessions terminated at random, no accepted call is lost",
  async () => {
    const endAt = performance.now() + counted(4_000, 60_000);
    const before = rig.history.calls.length;
    const ending = (async () => {
      while (performance.now() < endAt) {
        await sleep(200);
        await rig.sql(`select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend'
        and pid <> pg_backend_pid() order by random() limit 1`);
      }
    })();
    const send = async (caller: number): Promise<void> => {
      for (let n = caller; performance.now() < endAt; n += 4) {
        const api = apis[n % apis.length];
        if (api) await rig.notify(api, `ended-${n}`, people(n));
      }
    };
    await Promise.all([ending, ...[0, 1, 2, 3].map(send)]);
    await rig.quiesce(90_000);
    expect(await rig.broken()).toEqual([]);
    const calls = rig.history.calls.slice(before);
    const failed = calls.filter((call) => call.outcome !== "ok").length;
    expect(failed / calls.length).toBeLessThanOrEqual(0.05);
    report("R-05 sessions ended at random", { calls: calls.length, "not answered": failed });
  },
  counted(120_000, 240_000),
);
