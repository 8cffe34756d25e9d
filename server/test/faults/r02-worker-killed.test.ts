import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const KILLS = counted(3, 20);
const SUBSCRIBERS = counted(4_000, 40_000);
/** Three running sets of 32 lanes, 48 lanes of the next sets, and as many lanes at the end of the queue. */
const SUSPECTS_MAX = 3 * 32 + 48 + 48;
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";

let rig: FaultRig;
let api: CarillonProcess;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("api"));
  await rig.subscribe(api, "big", userIds());
}, 300_000);
afterAll(() => rig.stop());

const userIds = (): string[] => Array.from({ length: SUBSCRIBERS }, (_, n) => `user-${n}`);
const made = async (): Promise<number> =>
  (await rig.sql<{ count: number }>("select count(*)::int as count from runs"))[0]?.count ?? 0;
/** The lanes that the claims of the last dead worker make suspect. */
const suspects = async (): Promise<number> => {
  const [row] = await rig.sql<{ count: number }>(
    `select count(*)::int as count from lane_claims c where worker = (select max(worker) from lane_claims)
     and exists (select 1 from fanouts f where f.environment_id = c.environment_id and f.lane = c.lane and not f.is_done)`,
  );
  return row?.count ?? 0;
};

test(
  `R-02: a worker killed ${KILLS} times in the middle of a fan-out skips no recipient and reaches none twice`,
  async () => {
    const worker = (): Promise<CarillonProcess> => rig.fleet.start({ name: "worker", role: "worker" });
    const resumed: number[] = [];
    const suspected: number[] = [];
    let running = await worker();
    const fanOut = async (n: number): Promise<void> => {
      const call = rig.history.begin(`fan-out-${n}`, userIds());
      const i = {
        workflowKey: "plain",
        recipients: [{ to: { object: { collection: "projects", objectId: "big" } } }],
        cancellationKey: call.key,
      };
      await rig.finish(call, () => rig.fleet.ask(api, NOTIFY, { i }));
    };
    await fanOut(0);
    let target = SUBSCRIBERS;
    for (let kill = 0, fanOuts = 1; kill < KILLS; kill += 1) {
      const before = await made();
      await waitUntil(async () => (await made()) > before, 60_000);
      await sleep((kill * 37) % 200);
      await running.kill();
      const atDeath = await made();
      suspected.push(await suspects());
      const startedAt = performance.now();
      running = await worker();
      if (atDeath >= target) {
        await fanOut(fanOuts);
        fanOuts += 1;
        target += SUBSCRIBERS;
      }
      await waitUntil(async () => (await made()) > atDeath, 60_000);
      resumed.push(performance.now() - startedAt);
    }
    const lastStartedAt = performance.now();
    await rig.quiesce(120_000);
    // The object itself is a recipient in addition to its subscribers.
    const broken = (await rig.broken()).filter((each) => !each.includes("reached o/projects/big, who was not named"));
    expect(broken).toEqual([]);
    expect(Math.max(...suspected)).toBeLessThanOrEqual(SUSPECTS_MAX);
    report("R-02 worker killed mid fan-out", {
      kills: KILLS,
      subscribers: SUBSCRIBERS,
      "slowest resume ms": Math.max(...resumed),
      "most lanes under suspicion after a kill": Math.max(...suspected),
      "ms to rest after the last kill": performance.now() - lastStartedAt,
    });
  },
  counted(180_000, 600_000),
);
