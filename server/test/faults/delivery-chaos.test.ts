import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Modules } from "../../src/app/composition/modules.js";
import type { Database } from "../../src/platform/postgres/index.js";
import type { Provider } from "../../src/providers/kit/provider.js";
import { resend as resendProvider } from "../../src/providers/resend/provider.js";
import { LocalHints } from "../../src/platform/hints/index.js";
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
import { ChaosVendor } from "../support/chaos-vendor.js";
import { checkDeliveries } from "../support/history/check-deliveries.js";
import { DELIVERY_ENDS, toDeliveryEnd, type DeliveryEndRow } from "../support/history/delivery-ends.js";

const PEOPLE = counted(60, 1700);
/** In each of them two workers die. */
const MORTAL_ROUNDS = counted(40, 100);
const ROUNDS_MAX = 2000;
/** The longest life of a worker in these rounds. */
const STEPS_MAX = counted(300, 1500);
/** The answer timeout of a request, in real milliseconds. */
const TIMEOUT_MS = 120;

/** Attempts that were made earlier than a received answer allowed. */
const EARLY = `
  select a.run_id, a.ordinal, a.number from attempts a
  left join attempts n on n.environment_id = a.environment_id and n.lane = a.lane and n.run_id = a.run_id
    and n.ordinal = a.ordinal and n.number = a.number + 1
  where n.started_at < a.retry_at
    or a.retry_at < a.answered_at + make_interval(secs => (a.response->'headers'->>'retry-after')::int)`;

/**
 * The life of a worker, in steps: each request and each statement is one, and each of their answers. It ends in the middle: what the worker
 * asks for afterwards, and what is answered to it, never comes.
 */
class Life {
  #stepsLeft: number;
  #end: () => void = () => undefined;
  readonly over = new Promise<void>((resolve) => (this.#end = resolve));

  constructor(steps: number) {
    this.#stepsLeft = steps;
  }

  async lived<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#isOver()) return new Promise<T>(() => undefined);
    const answer = await ask();
    return this.#isOver() ? new Promise<T>(() => undefined) : answer;
  }

  #isOver(): boolean {
    this.#stepsLeft -= 1;
    if (this.#stepsLeft <= 0) this.#end();
    return this.#stepsLeft <= 0;
  }
}

/** At the two requests a second that Resend declares, thousands of messages would take hours. */
const KEYED: Provider = { ...resendProvider, key: "resend-unlimited", rateLimit: null };

let rig: DeliveryRig;
let vendor: ChaosVendor;
let http: HttpClient;

beforeAll(async () => {
  rig = await createDeliveryRig({ customProviders: [KEYED] });
  vendor = new ChaosVendor();
  http = rig.fake.clientOf(RESEND, POSTMARK, TWILIO);
  rig.fake.answer = (request) => vendor.answer(request);
  await rig.addChannel("keyed", "EMAIL", [{ ...resend, providerKey: KEYED.key }]);
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

/** A worker whose requests and statements are never answered once its life is over. */
function workerOf(life: Life): Modules {
  return rig.deliveryWorker({
    hints: new LocalHints(),
    http: Object.assign(Object.create(HttpClient.prototype), {
      send: async (...[request, limits]: Parameters<HttpClient["send"]>) => {
        const outcome = await life.lived(() => http.send(request, { ...limits, timeoutMs: TIMEOUT_MS }));
        const isLate = outcome.kind === "answer" ? outcome.isCut : outcome.code === "ETIMEDOUT";
        if (isLate) {
          vendor.timedOut({ ...request, url: new URL(request.url).pathname, body: String(request.body) });
        }
        return outcome;
      },
    }),
    database: mortal(rig.db.database, life),
  });
}

/** Lets a new worker do all due work. It dies at some point of it. */
async function shortTurn(): Promise<void> {
  const life = new Life(vendor.random() * STEPS_MAX);
  await Promise.race([rig.drain(workerOf(life)), life.over]);
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

    for (let round = 0; round < MORTAL_ROUNDS; round += 1) {
      await Promise.all([shortTurn(), shortTurn()]);
      rig.pass(5_000 + Math.floor(vendor.random() * 60_000));
    }
    const survivors = [workerOf(new Life(Infinity)), workerOf(new Life(Infinity))];
    for (let round = 0; round < ROUNDS_MAX && (await leftCount()) > 0; round += 1) {
      await Promise.all(survivors.map((worker) => rig.drain(worker)));
      rig.pass(5_000 + Math.floor(vendor.random() * 60_000));
    }

    expect(await leftCount()).toBe(0);
    const rows = await rig.db.database.query<DeliveryEndRow>(DELIVERY_ENDS);
    expect(rows).toHaveLength(PEOPLE * 3);
    expect(await rig.db.database.query(EARLY)).toEqual([]);
    // The vendor's clock is the real one, so EARLY judges Retry-After in its place.
    const effects = [...vendor.effects.values()].map((effect) => ({ ...effect, early: 0 }));
    expect(checkDeliveries(effects, rows.map(toDeliveryEnd)).slice(0, 20)).toEqual([]);
    // A double follows only where Carillon knew that it might.
    const doubles = effects
      .filter((effect) => effect.vendor === "postmark")
      .reduce((sum, { taken }) => sum + Math.max(taken - 1, 0), 0);
    const possible = (await rig.seen()).flatMap(({ attempts }) => attempts).filter(({ isDuplicate }) => isDuplicate);
    expect(doubles).toBeLessThanOrEqual(possible.length);
    report("delivery chaos", {
      ...{
        messages: rows.length,
        requests: rig.fake.ledger.length,
        deaths: 2 * MORTAL_ROUNDS,
        doubles,
        possible: possible.length,
      },
      sent: rows.filter(({ state }) => state === "SENT").length,
      undelivered: rows.filter(({ state }) => state === "UNDELIVERED").length,
      lateAnswers: effects.reduce((sum, { timedOut, hung }) => sum + Math.max(0, timedOut - hung), 0),
      lostAnswers: rows.reduce((sum, { lostAnswers }) => sum + lostAnswers, 0),
      neverSeenByVendor: rows.length - effects.length,
    });
  },
  counted(180_000, 3_600_000),
);
