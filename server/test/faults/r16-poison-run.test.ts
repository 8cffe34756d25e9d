import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { laneOf, userKey } from "../../src/modules/identifiers/index.js";
import { WORKER_LOCK_SPACE } from "../../src/platform/postgres/index.js";
import { BELL, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const POISON = "poison";
/**
 * An advisory lock that the test holds. A worker that stores the poison's message waits for it, and is killed there.
 */
const TRAP = 424_242;

let rig: FaultRig;
let api: CarillonProcess;
let trap: pg.Client;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("api"));
  await rig.addWorkflow(api, "later", [{ ref: "wait", type: "delay", for: { unit: "seconds", value: 1 } }, BELL]);
  trap = new pg.Client({ connectionString: rig.postgres.url });
  await trap.connect();
  await trap.query("select pg_advisory_lock($1::bigint)", [TRAP]);
  // The other runs take a moment each, so that some are in progress whenever the worker dies.
  await rig.sql(`create function hold_up() returns trigger language plpgsql as $$ begin
    if new.recipient_key = '${userKey(POISON)}' then perform pg_advisory_xact_lock(${TRAP});
    else perform pg_sleep(0.005); end if; return new; end $$`);
  await rig.sql("create trigger hold_up before insert on messages for each row execute function hold_up()");
}, 120_000);
afterAll(async () => {
  await trap.end();
  await rig.stop();
});

beforeEach(() => rig.sql("truncate triggers, fanouts, runs, messages, feeds, lane_claims"));

/** The backends of workers that have reached the poison. */
async function trapped(): Promise<number[]> {
  const rows = await rig.sql<{ pid: number }>(
    "select pid from pg_locks where locktype = 'advisory' and objsubid = 1 and objid = $1 and not granted",
    [TRAP],
  );
  return rows.map(({ pid }) => pid);
}

/**
 * The number of live workers as Postgres sees it. A killed worker counts until Postgres has noticed that its
 * connection is closed.
 */
async function sessionsOfWorkers(): Promise<number> {
  const rows = await rig.sql<{ count: number }>(
    "select count(*)::int as count from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = $1",
    [WORKER_LOCK_SPACE],
  );
  return rows[0]?.count ?? 0;
}

async function isDone(): Promise<boolean> {
  const left = await rig.sql(
    "select 1 from fanouts where not is_done union all select 1 from runs where status in ('PENDING', 'WAITING')",
  );
  return left.length === 0;
}

/**
 * Starts workers, and kills each when it has reached the poison, until no work is left. Returns the number of deaths.
 */
async function workThrough(onFound: () => void = () => undefined): Promise<number> {
  for (let deaths = 0; ; deaths += 1) {
    const worker = await rig.fleet.start({ name: `worker-${deaths}`, role: "worker" });
    await waitUntil(async () => {
      if ((await poisonStatus()) === "FAILED") onFound();
      return (await trapped()).length > 0 || (await isDone());
    }, 60_000);
    if (await isDone()) {
      await worker.stop();
      return deaths;
    }
    await worker.kill();
    for (const pid of await trapped()) await rig.sql("select pg_terminate_backend($1)", [pid]);
    await waitUntil(async () => (await sessionsOfWorkers()) === 0);
  }
}

async function statuses(): Promise<Record<string, number>> {
  const rows = await rig.sql<{ status: string; count: number }>(
    "select status::text, count(*)::int as count from runs where recipient_key <> $1 group by status",
    [userKey(POISON)],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

async function poisonStatus(): Promise<string | undefined> {
  const key = userKey(POISON);
  return (await rig.sql<{ status: string }>("select status from runs where recipient_key = $1", [key]))[0]?.status;
}

/** Users in the same lane as the poison. */
function neighbours(count: number): string[] {
  const lane = laneOf(rig.environmentId, userKey(POISON));
  const found: string[] = [];
  for (let number = 0; found.length < count; number += 1) {
    if (laneOf(rig.environmentId, userKey(`n-${number}`)) === lane) found.push(`n-${number}`);
  }
  return found;
}

describe("R-16: a run that ends its process whenever it is processed becomes failed", () => {
  test("after at most four deaths if few runs wait in its lane, and no other run fails", async () => {
    const others = Array.from({ length: 60 }, (_, index) => `other-${index}`);
    await rig.notify(api, "thin", [...others.slice(0, 30), POISON, ...others.slice(30)]);
    const deaths = await workThrough();
    report("R-16 poison among few", { deaths });
    expect(await poisonStatus()).toBe("FAILED");
    expect(await statuses()).toEqual({ COMPLETED: 60 });
    expect(deaths).toBeLessThanOrEqual(4);
  }, 180_000);

  test("after at most five deaths if its lane has many runs", async () => {
    const others = neighbours(150);
    await rig.notify(api, "thick", [...others.slice(0, 120), POISON, ...others.slice(120)]);
    const deaths = await workThrough();
    report("R-16 poison among many", { deaths });
    expect(await poisonStatus()).toBe("FAILED");
    expect(await statuses()).toEqual({ COMPLETED: 150 });
    expect(deaths).toBeLessThanOrEqual(5);
  }, 180_000);

  test("after at most five deaths if it continues after a delay, while calls for its neighbours arrive", async () => {
    const others = neighbours(20);
    await rig.notify(api, "waiting", [...others.slice(0, 15), POISON, ...others.slice(15)], { workflowKey: "later" });
    const fresh = setInterval(() => void rig.notify(api, `fresh-${String(performance.now())}`, others), 500);
    const deaths = await workThrough(() => clearInterval(fresh)).finally(() => clearInterval(fresh));
    report("R-16 poison after a delay", { deaths });
    expect(await poisonStatus()).toBe("FAILED");
    expect(Object.keys(await statuses())).toEqual(["COMPLETED"]);
    expect(deaths).toBeLessThanOrEqual(5);
  }, 180_000);
});
