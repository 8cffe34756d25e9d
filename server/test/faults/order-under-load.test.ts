import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import { checkOrder } from "../support/history/check-history.js";
import type { CarillonProcess } from "../support/processes.js";

const TRIGGERS = counted(400, 2_000);
const PEOPLE = Array.from({ length: 20 }, (_, n) => `user-${n}`);
const CALLERS = 6;

let rig: FaultRig;
let apis: CarillonProcess[];

beforeAll(async () => {
  rig = await FaultRig.start();
  const first = await rig.fleet.start({ name: "api-1", role: "all" });
  await rig.prepare(first);
  apis = [first, await rig.fleet.start({ name: "api-2", role: "all" })];
});
afterAll(() => rig.stop());

test(
  `order under load: of ${TRIGGERS} triggers for 20 users no feed item is ahead of an earlier one's`,
  async () => {
    const startedAt = performance.now();
    const send = async (caller: number): Promise<void> => {
      for (let n = caller; n < TRIGGERS; n += CALLERS) {
        const some = PEOPLE.filter((_, index) => (index + n) % 3 !== 0);
        const api = apis[n % apis.length];
        if (api) expect((await rig.notify(api, `call-${n}`, some)).outcome).toBe("ok");
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, (_, caller) => send(caller)));
    await rig.quiesce(120_000);
    const snapshot = await rig.snapshot();
    expect(checkOrder(rig.history.calls, snapshot)).toEqual([]);
    expect(await rig.broken()).toEqual([]);
    report("order under load", {
      triggers: TRIGGERS,
      items: snapshot.messages.length,
      seconds: (performance.now() - startedAt) / 1000,
    });
  },
  counted(120_000, 400_000),
);
