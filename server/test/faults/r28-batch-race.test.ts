import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BELL, counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";

const WINDOWS = counted(3, 60);
const PER_CALL = 100;
const CALLS_PER_SECOND = 10;
const NOTIFY_MANY =
  "mutation($i: NotifyManyInput!) { notifyMany(input: $i) { results { trigger { id } error { code } } } }";

let rig: FaultRig;
let api: CarillonProcess;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("all"));
  const batch = {
    ref: "collect",
    type: "batch",
    key: "data.k",
    window: { unit: "seconds", value: 1 },
    maxItems: 10_000,
  };
  await rig.addWorkflow(api, "batched", [batch, BELL]);
  for (const n of [1, 2, 3]) await rig.fleet.start({ name: `worker-${n}`, role: "worker" });
});
afterAll(() => rig.stop());

interface Told {
  trigger_count: number;
  told_count: number;
  item_count: number;
  twice_count: number;
}

test(
  `R-28: of 1,000 events a second with one key, for ${WINDOWS} seconds, each is in exactly one batch`,
  async () => {
    const startedAt = performance.now();
    let accepted = 0;
    while (performance.now() - startedAt < WINDOWS * 1_000) {
      const tickAt = performance.now();
      const items = Array.from({ length: PER_CALL }, (_, n) => ({
        workflowKey: "batched",
        recipients: [{ to: { userId: "ann" } }],
        data: { k: "one", n },
      }));
      const { notifyMany } = await rig.must(api, NOTIFY_MANY, { i: { items } });
      accepted += notifyMany.results.filter((each: { trigger: object | null }) => each.trigger !== null).length;
      await sleep(Math.max(0, 1000 / CALLS_PER_SECOND - (performance.now() - tickAt)));
    }
    const sentFor = (performance.now() - startedAt) / 1000;
    await rig.quiesce(120_000);
    const [told] = await rig.sql<Told>(
      `select (select count(*) from triggers)::int as trigger_count,
       (select sum(activity_count) from messages)::int as told_count,
       (select count(distinct trigger_id) from batch_items where not is_removed)::int as item_count,
       (select count(*) - count(distinct trigger_id) from batch_items)::int as twice_count`,
    );
    expect(told).toEqual({ trigger_count: accepted, told_count: accepted, item_count: accepted, twice_count: 0 });
    const [{ count: messages } = { count: 0 }] = await rig.sql<{ count: number }>(
      "select count(*)::int as count from messages",
    );
    report("R-28 batch race", { events: accepted, "per second": accepted / sentFor, batches: messages });
  },
  counted(120_000, 400_000),
);
