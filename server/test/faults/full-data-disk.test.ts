import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";

const FULL_MS = counted(4_000, 30_000);
const PEOPLE = ["ann", "bob", "cy"];
const WRITTEN = ["triggers", "fanouts", "runs", "contents", "messages", "feeds"];
const PAGE = '{ feed(recipient: { userId: "ann" }) { counts { total } items { nodes { id } } } }';

let rig: FaultRig;
let api: CarillonProcess;

beforeAll(async () => {
  rig = await FaultRig.start();
  api = await rig.fleet.start({ name: "api", role: "api" });
  await rig.prepare(api);
});
afterAll(() => rig.stop());

/** Makes Postgres reject writes that need space, with the SQLSTATE and message of a full disk. Reads still work. */
async function fillDisk(): Promise<void> {
  await rig.sql(`create function no_room() returns trigger language plpgsql as $$ begin
    raise exception 'could not extend file "base/5/16384": No space left on device' using errcode = '53100'; end $$`);
  for (const table of WRITTEN) {
    await rig.sql(
      `create trigger no_room before insert or update on ${table} for each statement execute function no_room()`,
    );
  }
}

async function makeRoom(): Promise<void> {
  await rig.sql("drop function no_room cascade");
}

test("a full database disk: reads work, SIGTERM ends a worker, no accepted call is lost or doubled", async () => {
  const worker = await rig.fleet.start({ name: "worker", role: "worker" });
  for (let n = 0; n < 5; n += 1) await rig.notify(api, `before-${n}`, PEOPLE);
  await fillDisk();

  const fullUntil = performance.now() + FULL_MS;
  let [refused, asked] = [0, 0];
  while (performance.now() < fullUntil) {
    const { outcome } = await rig.notify(api, `full-${asked}`, PEOPLE);
    if (outcome !== "ok") refused += 1;
    asked += 1;
    expect((await rig.fleet.ask(api, PAGE)).status).toBe(200);
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    await sleep(100);
  }
  expect(refused).toBe(asked);
  const stoppedAt = performance.now();
  expect(await worker.stop()).toMatchObject({ signal: null });
  const stopMs = performance.now() - stoppedAt;
  expect(stopMs).toBeLessThan(20_000);
  expect(api.isRunning).toBe(true);

  await makeRoom();
  const backAt = performance.now();
  await rig.fleet.start({ name: "worker-2", role: "worker" });
  for (let n = 0; n < asked; n += 1) {
    // The callers repeat the call with its key, as the error tells them.
    expect((await rig.notify(api, `full-${n}`, PEOPLE)).outcome).toBe("ok");
  }
  await rig.quiesce();
  expect(await rig.broken()).toEqual([]);
  report("full data disk", {
    "full ms": FULL_MS,
    refused,
    "stop ms": stopMs,
    "at rest after ms": performance.now() - backAt,
  });
}, 180_000);
