import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Database } from "../../src/platform/postgres/index.js";
import { HttpClient } from "../../src/platform/http-client/index.js";
import {
  createDeliveryRig,
  postmark,
  POSTMARK,
  resend,
  RESEND,
  twilio,
  TWILIO,
  type DeliveryRig,
} from "../support/delivery-rig.js";
import { counted, report } from "../support/fault-rig.js";
import { ChaosVendor, type Effect } from "../support/chaos-vendor.js";

const PEOPLE = counted(60, 1700);
const ROUNDS_MAX = 2000;
/** The lifetime of a worker in the first rounds, and the answer timeout of a request, in real milliseconds. */
const LIFE_MS = 60;
const TIMEOUT_MS = 120;

/** Attempts that were made earlier than a received answer allowed. */
const EARLY = `
  select a.run_id, a.ordinal, a.number from attempts a
  left join attempts n on n.environment_id = a.environment_id and n.lane = a.lane and n.run_id = a.run_id
    and n.ordinal = a.ordinal and n.number = a.number + 1
  where n.started_at < a.retry_at
    or a.retry_at < a.answered_at + make_interval(secs => (a.response->'headers'->>'retry-after')::int)`;

/** A worker's life that ends in the middle: its later requests and their answers are lost. */
class Life {
  #isOver = false;

  end(): void {
    this.#isOver = true;
  }

  async lived<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#isOver) return new Promise<T>(() => undefined);
    const answer = await ask();
    return this.#isOver ? new Promise<T>(() => undefined) : answer;
  }
}

let rig: DeliveryRig;
let vendor: ChaosVendor;
let http: HttpClient;

beforeAll(async () => {
  rig = await createDeliveryRig();
  vendor = new ChaosVendor();
  http = rig.fake.clientOf(RESEND, POSTMARK, TWILIO);
  rig.fake.answer = (request) => vendor.answer(request);
  await rig.addChannel("keyed", "EMAIL", [resend]);
  await rig.addChannel("again", "EMAIL", [postmark], { onUncertain: "RETRY" });
  await rig.addChannel("once", "SMS", [twilio]);
  const mail = { subject: "x", markdown: "{{ recipient.id }}" };
  await rig.addWorkflow("chaos", [
    { ref: "keyed", type: "channel", channelKey: "keyed", template: mail },
    { ref: "again", type: "channel", channelKey: "again", template: mail },
    { ref: "once", type: "channel", channelKey: "once", template: { text: "x" } },
  ]);
});
afterAll(async () => {
  await http.close();
  await rig.close();
});

/** Lets a worker do all due work. A mortal worker dies at some point of it. */
async function turn(isMortal: boolean): Promise<void> {
  const life = new Life();
  const work = rig.drain(
    rig.deliveryWorker({
      http: Object.assign(Object.create(HttpClient.prototype), {
        send: (...[request, limits]: Parameters<HttpClient["send"]>) =>
          life.lived(() => http.send(request, { ...limits, timeoutMs: TIMEOUT_MS })),
      }),
      database: mortal(rig.db.database, life),
    }),
  );
  if (!isMortal) return work;
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, vendor.random() * LIFE_MS))]);
  life.end();
}

function mortal(database: Database, life: Life): Database {
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name !== "query" && name !== "transaction") return value.bind(target);
      return (...args: unknown[]) => life.lived(() => Reflect.apply(value, target, args));
    },
  });
}

async function leftCount(): Promise<number> {
  const rows = await rig.db.database.query<{ count: number }>(
    "select count(*)::int as count from deliveries where due_at is not null",
  );
  return rows[0]?.count ?? 0;
}

test(
  "R-09, R-10: with failing vendors and dying workers nothing is lost, and only allowed duplicates occur",
  async () => {
    const people = Array.from({ length: PEOPLE }, (_, n) => ({
      userId: `u${n}`,
      email: `u${n}@example.com`,
      phoneNumber: `+4477009${String(n).padStart(5, "0")}`,
    }));
    for (let from = 0; from < PEOPLE; from += 100) {
      const some = people.slice(from, from + 100);
      await rig.db.database.transaction((tx) => rig.modules.users.upsertMany(tx, rig.home.secret, some));
      const to = some.map(({ userId }) => userId);
      await rig.finished(await rig.notify("chaos", to));
    }

    let deaths = 0;
    for (let round = 0; round < ROUNDS_MAX && (await leftCount()) > 0; round += 1) {
      const isMortal = round < counted(40, 400);
      await Promise.all([turn(isMortal), turn(isMortal)]);
      deaths += isMortal ? 2 : 0;
      rig.pass(5_000 + Math.floor(vendor.random() * 60_000));
    }

    expect(await leftCount()).toBe(0);
    const seen = await rig.seen();
    expect(seen).toHaveLength(PEOPLE * 3);
    const unexplained = seen.filter(
      ({ state, reason, status }) => status !== state || (state !== "SENT" && reason === null),
    );
    expect(unexplained).toEqual([]);
    const all = [...vendor.effects.values()];
    // Every attempt sends the same bytes, and none is earlier than the vendor allowed.
    expect(all.filter(({ bodies }) => bodies.size > 1)).toEqual([]);
    expect(await rig.db.database.query(EARLY)).toEqual([]);
    const of = (name: Effect["vendor"]): Effect[] => all.filter((effect) => effect.vendor === name);
    // With keys: one key for each message.
    expect(of("resend").length).toBe(PEOPLE);
    // At most once: no text message is accepted twice.
    expect(of("twilio").filter((effect) => effect.taken > 1)).toEqual([]);
    // At least once: every message that is called sent was accepted, and duplicates come from lost answers.
    const sent = seen.filter(
      ({ state, attempts }) => state === "SENT" && attempts.some(({ outcome }) => outcome === "sent"),
    );
    const takenCount = all.filter((effect) => effect.taken > 0).length;
    expect(sent.length).toBeLessThanOrEqual(takenCount);
    const doubles = of("postmark").reduce((sum, effect) => sum + Math.max(effect.taken - 1, 0), 0);
    const possible = seen.flatMap(({ attempts }) => attempts).filter(({ isDuplicate }) => isDuplicate).length;
    expect(doubles).toBeLessThanOrEqual(possible);
    report("delivery chaos", {
      ...{ messages: seen.length, sent: sent.length, requests: rig.fake.ledger.length, deaths, doubles, possible },
      undelivered: seen.filter(({ state }) => state === "UNDELIVERED").length,
    });
  },
  counted(180_000, 3_600_000),
);
