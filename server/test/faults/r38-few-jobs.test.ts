import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";

const TRIGGERS = counted(500, 20_000);
const CALLERS = 10;
/** The promised maximum. In practice there are a few tens. */
const JOBS_MAX = 1_000;

let rig: FaultRig;
let api: CarillonProcess;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("api"));
});
afterAll(() => rig.stop());

async function dueJobs(): Promise<number> {
  const [row] = await rig.sql<{ count: number }>("select count(*)::int as count from agenda_jobs");
  return row?.count ?? 0;
}

test(
  `R-38: ${TRIGGERS} triggers accepted while no worker runs leave few jobs, and a new worker does them all`,
  async () => {
    let most = 0;
    const call = async (caller: number): Promise<void> => {
      for (let n = caller; n < TRIGGERS; n += CALLERS) {
        expect((await rig.notify(api, `call-${n}`, [`user-${n % 500}`])).outcome).toBe("ok");
        if (n % 100 === 0) most = Math.max(most, await dueJobs());
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
    most = Math.max(most, await dueJobs());
    expect(most).toBeLessThan(JOBS_MAX);

    const startedAt = performance.now();
    await rig.fleet.start({ name: "worker", role: "worker" });
    await rig.quiesce(200_000);
    expect(await rig.broken()).toEqual([]);
    expect(await dueJobs()).toBeLessThan(JOBS_MAX);
    report("R-38 few jobs", { triggers: TRIGGERS, jobs: most, "drained in s": (performance.now() - startedAt) / 1000 });
  },
  counted(120_000, 600_000),
);
