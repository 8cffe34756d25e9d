import pg from "pg";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

/**
 * The database blocks the victim at one of two points, where it is killed: its insert waits for a lock (nothing is
 * committed), or its commit is on disk and waits for a replica that does not exist (the answer is never sent).
 */
const ROUNDS = counted(6, 200);
const STANDBY = "synchronous_standby_names";
// Only sessions that enable it wait for the replica. The survivor and the worker do not.
const SETTINGS = ["synchronous_commit=local"];

let rig: FaultRig;
let survivor: CarillonProcess;

beforeAll(async () => {
  rig = await FaultRig.start({}, { settings: SETTINGS });
  survivor = await rig.fleet.start({ name: "survivor", role: "all" });
  await rig.prepare(survivor);
});
afterAll(() => rig.stop());

async function startVictim(): Promise<CarillonProcess> {
  const url = new URL(rig.postgres.url);
  url.searchParams.set("options", "-c synchronous_commit=on");
  return rig.fleet.start({ name: "victim", role: "api", env: { DATABASE_URL: url.href } });
}

async function waitForBackend(event: string): Promise<void> {
  await waitUntil(async () => {
    const rows = await rig.sql<{ query: string }>("select query from pg_stat_activity where wait_event = $1", [event]);
    return rows.length > 0;
  }, 20_000);
}

/** Killed while its insert waits: nothing of the call may be stored. */
async function killBeforeCommit(key: string): Promise<void> {
  const victim = await startVictim();
  const blocker = new pg.Client({ connectionString: rig.postgres.url });
  await blocker.connect();
  await blocker.query("begin; lock table triggers in exclusive mode");
  const sent = rig.notify(victim, key, ["ann"]);
  await waitForBackend("relation");
  await victim.kill();
  await blocker.query("rollback");
  await blocker.end();
  expect((await sent).outcome).toBe("unknown");
}

/** Killed after its commit and before its answer: the call is stored, and its caller does not know. */
async function killBeforeAnswer(key: string): Promise<void> {
  const victim = await startVictim();
  await rig.sql(`alter system set ${STANDBY} = 'nobody'`);
  await rig.sql("select pg_reload_conf()");
  const sent = rig.notify(victim, key, ["ann"]);
  await waitForBackend("SyncRep");
  await victim.kill();
  await rig.sql(`alter system reset ${STANDBY}`);
  await rig.sql("select pg_reload_conf()");
  expect((await sent).outcome).toBe("unknown");
}

test(
  `R-01: in ${ROUNDS} rounds no answer was sent before its commit, and a repeated call was done once`,
  async () => {
    const startedAt = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) {
      const key = `round-${round}`;
      await (round % 2 === 0 ? killBeforeCommit(key) : killBeforeAnswer(key));
      const again = await rig.notify(survivor, key, ["ann"]);
      expect(again.outcome).toBe("ok");
      // The history contains both calls with one key; the later outcome counts.
      rig.history.calls.splice(rig.history.calls.length - 2, 1);
    }
    await rig.quiesce();
    expect(await rig.broken()).toEqual([]);
    report("R-01 killed before commit and before answer", {
      rounds: ROUNDS,
      seconds: (performance.now() - startedAt) / 1000,
    });
  },
  counted(120_000, 1_500_000),
);
