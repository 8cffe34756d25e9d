import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BELL, counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { Times } from "../support/times.js";
import { waitUntil } from "../support/wait-until.js";

const CALLS = counted(4, 50);
const PEOPLE = Array.from({ length: 1_000 }, (_, n) => `user-${n}`);
const DELAY_SECONDS = counted(8, 60);
const FEED = "query { feed { counts { unread } items(first: 20) { nodes { id } } } }";

let rig: FaultRig;
let api: CarillonProcess;
let worker: CarillonProcess;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("api"));
  const delay = { ref: "wait", type: "delay", for: { unit: "seconds", value: DELAY_SECONDS } };
  await rig.addWorkflow(api, "delayed", [delay, BELL]);
  worker = await rig.fleet.start({ name: "worker-1", role: "worker" });
});
afterAll(() => rig.stop());

async function runsThat(condition: string): Promise<number> {
  const [row] = await rig.sql<{ count: number }>(
    `select count(*)::int as count from runs where environment_id = $1 and ${condition}`,
    [rig.environmentId],
  );
  return row?.count ?? 0;
}

test(
  `R-15: ${CALLS * PEOPLE.length} timers that became due while no worker ran fire once each, and the API answers meanwhile`,
  async () => {
    const count = CALLS * PEOPLE.length;
    for (let n = 0; n < CALLS; n += 1) await rig.notify(api, `call-${n}`, PEOPLE, { workflowKey: "delayed" });
    await waitUntil(async () => (await runsThat("true")) === count, DELAY_SECONDS * 1000);
    await worker.stop();
    await waitUntil(async () => (await runsThat("due_at > now()")) === 0, DELAY_SECONDS * 1000 + 20_000);
    const overdue = await runsThat("status = 'WAITING'");
    expect(overdue).toBeGreaterThan(0);

    const startedAt = performance.now();
    await rig.fleet.start({ name: "worker-2", role: "worker" });
    const times = new Times();
    let isDone = false;
    const reading = (async () => {
      for (let n = 0; !isDone; n += 1) {
        await times.take("feed", () => rig.must(api, FEED, {}, PEOPLE[n % PEOPLE.length]));
        await sleep(20);
      }
    })();
    await rig.quiesce(200_000).finally(() => (isDone = true));
    await reading;
    const seconds = (performance.now() - startedAt) / 1000;
    expect(await rig.broken()).toEqual([]);
    expect(await runsThat("status = 'COMPLETED'")).toBe(count);
    report("R-15 overdue timers", { overdue, seconds, "per second": overdue / seconds, ...times.figures() });
  },
  counted(120_000, 500_000),
);
