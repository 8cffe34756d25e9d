import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { BELL, counted, FaultRig, report } from "../support/fault-rig.js";
import type { CarillonProcess } from "../support/processes.js";

const ROUNDS = counted(60, 1_000);
const AT_ONCE = 20;
const FAN_OUTS = counted(4, 40);
const SUBSCRIBERS = 2_000;
const DELAY_MS = 1_000;
const CANCEL = "mutation($i: CancelInput!) { cancel(input: $i) { cancelledRunCount } }";
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";

let rig: FaultRig;
let api: CarillonProcess;

beforeAll(async () => {
  ({ rig, api } = await FaultRig.withApi("all"));
  await rig.addWorkflow(api, "delayed", [
    { ref: "wait", type: "delay", for: { unit: "seconds", value: DELAY_MS / 1000 } },
    BELL,
  ]);
  await rig.fleet.start({ name: "worker", role: "worker" });
  const subscribers = Array.from({ length: SUBSCRIBERS }, (_, n) => `sub-${n}`);
  await rig.subscribe(api, "wide", subscribers);
});
afterAll(() => rig.stop());

interface Ended {
  status: string;
  messages: number;
}

/** Cancels around the end of the delay. Returns how many runs the cancellation reports as ended. */
async function race(round: number): Promise<[key: string, cancelled: number]> {
  const key = `race-${round}`;
  const i = { workflowKey: "delayed", recipients: [{ to: { userId: `user-${round % 50}` } }], cancellationKey: key };
  await rig.must(api, NOTIFY, { i });
  await sleep(DELAY_MS - 30 + (round % 13) * 8);
  const { cancel } = await rig.must(api, CANCEL, { i: { workflowKey: "delayed", cancellationKey: key } });
  return [key, cancel.cancelledRunCount];
}

test(
  `R-29: a run that is cancelled as its delay ends is either sent or cancelled, ${ROUNDS} times`,
  async () => {
    const said = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += AT_ONCE) {
      const races = Array.from({ length: AT_ONCE }, (_, n) => race(round + n));
      for (const [key, count] of await Promise.all(races)) said.set(key, count);
    }
    await rig.quiesce();
    const rows = await rig.sql<Ended & { key: string }>(
      `select t.cancellation_key as key, r.status, (select count(*) from messages m where m.run_id = r.id)::int as messages
     from triggers t join runs r on r.trigger_id = t.id where t.cancellation_key like 'race-%'`,
    );
    const wrong = rows.filter(({ key, status, messages }) => {
      const isCancelled = status === "CANCELLED";
      return messages !== (isCancelled ? 0 : 1) || (said.get(key) === 1) !== isCancelled;
    });
    expect(wrong).toEqual([]);
    expect(rows).toHaveLength(said.size);
    const cancelled = rows.filter((row) => row.status === "CANCELLED").length;
    report("R-29 cancel race", { rounds: rows.length, cancelled, sent: rows.length - cancelled });
  },
  counted(120_000, 600_000),
);

test(
  "R-29: after a cancellation of a fan-out is answered, it reaches no more recipients",
  async () => {
    let prevented = 0;
    for (let round = 0; round < FAN_OUTS; round += 1) {
      const cancellationKey = `wide-${round}`;
      const recipients = [{ to: { object: { collection: "projects", objectId: "wide" } } }];
      const { notify } = await rig.must(api, NOTIFY, { i: { workflowKey: "plain", recipients, cancellationKey } });
      await sleep(5 + (round % 8) * 25);
      await rig.must(api, CANCEL, { i: { workflowKey: "plain", cancellationKey } });
      const count =
        "select count(*)::int as count from messages m join triggers t on t.id = m.trigger_id where t.cancellation_key = $1";
      const [atAnswer] = await rig.sql<{ count: number }>(count, [cancellationKey]);
      await rig.quiesce();
      const [atEnd] = await rig.sql<{ count: number }>(count, [cancellationKey]);
      expect(notify.trigger.id).toMatch(/^trg_/);
      expect(atEnd).toEqual(atAnswer);
      prevented += SUBSCRIBERS + 1 - (atEnd?.count ?? 0);
    }
    report("R-29 cancel while fanning out", { rounds: FAN_OUTS, prevented });
  },
  counted(120_000, 400_000),
);
