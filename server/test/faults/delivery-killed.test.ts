import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ChaosVendor } from "../support/chaos-vendor.js";
import { postmark, POSTMARK, resend, RESEND, twilio, TWILIO } from "../support/delivery-rig.js";
import { counted, FaultRig, report } from "../support/fault-rig.js";
import { checkDeliveries } from "../support/history/check-deliveries.js";
import { DELIVERY_ENDS, toDeliveryEnd, type DeliveryEndRow } from "../support/history/delivery-ends.js";
import type { CarillonProcess } from "../support/processes.js";
import { ProviderFake } from "../support/provider-fake.js";
import { waitUntil } from "../support/wait-until.js";

const PEOPLE = counted(5, 1667);
const KILLS = counted(1, 20);
const WORKERS = counted(1, 2);
const PATIENCE_MS = counted(420_000, 5_400_000);

/**
 * Makes retries due soon: the 30 minutes of backoff are not part of the promise. Waits that a vendor requested, and
 * leases of attempts, keep their full length: a 429 asks for four seconds at most.
 */
const HASTEN = `
  update deliveries d set due_at = greatest(now(), a.answered_at + coalesce((a.response->'headers'->>'retry-after')::int, 0) * interval '1 second')
    + random() * interval '1 second'
  from attempts a
  where d.due_at > now() + interval '5 seconds' and d.state in ('QUEUED', 'UNCERTAIN') and a.environment_id = d.environment_id
    and a.lane = d.lane and a.run_id = d.run_id and a.ordinal = d.ordinal and a.number = d.attempt_count and a.answered_at is not null`;

let rig: FaultRig;
let api: CarillonProcess;
let fake: ProviderFake;
const vendor = new ChaosVendor([1, 4]);

beforeAll(async () => {
  fake = await ProviderFake.start();
  fake.answer = (request) => vendor.answer(request);
  const origins = Object.fromEntries([RESEND, POSTMARK, TWILIO].map((origin) => [origin, fake.origin]));
  rig = await FaultRig.start({
    CARILLON_ORIGIN_MAP: JSON.stringify(origins),
    CARILLON_ENCRYPTION_KEYS: randomBytes(32).toString("base64"),
    CARILLON_PROVIDERS: path.join(import.meta.dirname, "../support/unlimited-resend.mjs"),
  });
  api = await rig.fleet.start({ name: "api", role: "api" });
  await rig.prepare(api);
  const create = "mutation($i: CreateChannelInput!) { createChannel(input: $i) { isReplay } }";
  for (const i of [
    { channelKey: "keyed", type: "EMAIL", providers: [{ ...resend, providerKey: "resend-unlimited" }] },
    { channelKey: "again", type: "EMAIL", providers: [postmark], onUncertain: "RETRY" },
    { channelKey: "once", type: "SMS", providers: [twilio] },
  ]) {
    await rig.must(api, create, { i: { ...i, name: i.channelKey } });
  }
  const mail = { subject: "x", markdown: "{{ recipient.id }}" };
  await rig.addWorkflow(api, "chaos", [
    { ref: "keyed", type: "channel", channelKey: "keyed", template: mail },
    { ref: "again", type: "channel", channelKey: "again", template: mail },
    { ref: "once", type: "channel", channelKey: "once", template: { text: "x" } },
  ]);
}, 300_000);
afterAll(async () => {
  await rig.stop();
  await fake.close();
});

async function notifyAll(): Promise<void> {
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    to: {
      user: {
        userId: `u${n}`,
        email: `u${n}@example.com`,
        phoneNumber: `+4477009${String(n).padStart(5, "0")}`,
      },
    },
  }));
  for (let from = 0; from < PEOPLE; from += 100) {
    const i = { workflowKey: "chaos", recipients: people.slice(from, from + 100) };
    await rig.must(api, "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }", { i });
  }
}

const countOf = async (where: string): Promise<number> =>
  (await rig.sql<{ count: number }>(`select count(*)::int as count from deliveries where ${where}`))[0]?.count ?? 0;

test(
  `R-03, R-09, R-10: ${PEOPLE * 3} messages, workers killed ${KILLS} times and Postgres restarted: nothing is lost, and only allowed duplicates occur`,
  async () => {
    await notifyAll();
    const workers: CarillonProcess[] = [];
    let started = 0;
    const startWorker = async (): Promise<void> => {
      started += 1;
      workers.push(await rig.fleet.start({ name: `worker-${started}`, role: "worker" }));
    };
    for (let n = 0; n < WORKERS; n += 1) await startWorker();
    await waitUntil(async () => (await countOf("attempt_count > 0")) > 0, 120_000);

    const hastening = setInterval(() => void rig.sql(HASTEN).catch(() => undefined), 500);
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const requests = fake.ledger.length;
        await waitUntil(() => fake.ledger.length > requests, 300_000);
        await sleep(1000 + vendor.random() * 2000);
        await workers.shift()?.kill();
        await startWorker();
        if (kill !== Math.floor(KILLS / 2)) continue;
        await rig.postgres.stopHard();
        await rig.postgres.startAgain();
      }
      await waitUntil(async () => (await countOf("true")) === PEOPLE * 3, 300_000);
      await waitUntil(async () => (await countOf("due_at is not null")) === 0, PATIENCE_MS);
    } finally {
      clearInterval(hastening);
    }

    const rows = await rig.sql<DeliveryEndRow>(DELIVERY_ENDS);
    const effects = [...vendor.effects.values()];
    const broken = checkDeliveries(effects, rows.map(toDeliveryEnd));
    const again = effects.filter((effect) => effect.vendor === "postmark");
    report("delivery killed", {
      ...{ messages: rows.length, kills: KILLS, requests: fake.ledger.length },
      sent: rows.filter(({ state }) => state === "SENT").length,
      undelivered: rows.filter(({ state }) => state === "UNDELIVERED").length,
      attempts: rows.reduce((sum, { attemptCount }) => sum + attemptCount, 0),
      lostAnswers: rows.reduce((sum, { lostAnswers }) => sum + lostAnswers, 0),
      withheld: effects.reduce((sum, { withheld }) => sum + withheld, 0),
      doubles: again.reduce((sum, { taken }) => sum + Math.max(0, taken - 1), 0),
    });
    expect(broken.slice(0, 20)).toEqual([]);
    expect(rows).toHaveLength(PEOPLE * 3);
  },
  PATIENCE_MS + 900_000,
);
