import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ManualClock } from "../../src/platform/clock/index.js";
import { KeyRing, newKey } from "../../src/platform/encryption/index.js";
import {
  API_KEY,
  POSTMARK_SENT,
  RESEND,
  RESEND_SENT,
  createDeliveryRig,
  postmark,
  type DeliveryRig,
} from "../support/delivery-rig.js";
import type { FakeAnswer } from "../support/provider-fake.js";
import { waitUntil } from "../support/wait-until.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

const LEASE_MS = 75_000;

/** Of a process that stands still for 40 s after it committed its attempt: what comes before reads the clock seven times. */
class StandingClock extends ManualClock {
  #reads = 0;

  override now(): number {
    this.#reads += 1;
    return super.now() + (this.#reads > 7 ? 40_000 : 0);
  }
}

/** A worker that makes its request and waits for the answer until `answer` is called. */
async function workerAtWork(): Promise<{ answer(answer: FakeAnswer): Promise<void> }> {
  const requests = rig.fake.ledger.length;
  let answered: (answer: FakeAnswer) => void = () => undefined;
  const held = new Promise<FakeAnswer>((resolve) => (answered = resolve));
  const others = rig.fake.answer;
  rig.fake.answer = (request, index) => (index === requests ? held : others(request, index));
  const work = rig.drain(rig.deliveryWorker());
  await waitUntil(async () => rig.fake.ledger.length > requests);
  return {
    async answer(answer) {
      answered(answer);
      await work;
    },
  };
}

describe("a worker that dies", () => {
  test("after its claim and before its attempt leaves a delivery that is due again, and nothing was sent", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    const { database } = rig.db;
    // Like a worker that claims the delivery and dies.
    await database.query("update deliveries set fence = fence + 1, leased_until = $1", [
      new Date(rig.runtime.clock.now() + 30_000),
    ]);
    await rig.drain();
    expect(rig.fake.ledger).toEqual([]);
    rig.pass(31_000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "SENT", attempts: [{ number: 1 }] }]);
  });

  test("before the answer leaves an uncertain delivery, which is not queued again automatically", async () => {
    await rig.addMailWorkflow([postmark], { onUncertain: "RESOLVE" });
    await rig.send("told");
    const dead = await workerAtWork();
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([{ state: "SENDING", status: "QUEUED" }]);
    rig.pass(LEASE_MS + 1000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([
      { state: "UNCERTAIN", status: "UNCERTAIN", attempts: [{ outcome: "uncertain", code: "lease_ended" }] },
    ]);
    expect(rig.fake.ledger).toHaveLength(1);
    await dead.answer("cut");
  });

  test("before the answer of a provider with idempotency keys causes a repeat with the same key", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    const dead = await workerAtWork();
    rig.pass(LEASE_MS + 1000);
    await rig.drain();
    rig.pass(60_000);
    await rig.drain();
    expect(new Set(rig.fake.ledger.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ code: "lease_ended" }, { outcome: "sent" }] },
    ]);
    await dead.answer("cut");
  });
});

describe("a late answer", () => {
  const uncertain = async () => {
    await rig.addMailWorkflow([postmark], { onUncertain: "RESOLVE" });
    await rig.send("told");
    const late = await workerAtWork();
    rig.pass(LEASE_MS + 1000);
    await rig.drain();
    return late;
  };

  test("of success resolves an uncertain delivery", async () => {
    const late = await uncertain();
    await late.answer(POSTMARK_SENT);
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", status: "SENT", dueAt: null, attempts: [{ outcome: "sent" }] },
    ]);
  });

  test("resolves a delivery that was given up as uncertain", async () => {
    const late = await uncertain();
    rig.pass(180_000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "uncertain" }]);
    await late.answer(POSTMARK_SENT);
    expect(await rig.seen()).toMatchObject([{ state: "SENT", reason: null }]);
  });

  test("of failure changes no newer state, and is logged", async () => {
    const late = await uncertain();
    await late.answer({ status: 422, body: { ErrorCode: 300, Message: "Invalid" } });
    expect(await rig.seen()).toMatchObject([{ state: "UNCERTAIN", attempts: [{ outcome: "refused" }] }]);
  });

  test("does not change a delivery that another worker sent meanwhile", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    const late = await workerAtWork();
    rig.pass(LEASE_MS + 1000);
    await rig.drain();
    rig.pass(60_000);
    await rig.drain();
    await late.answer({ status: 422, body: { name: "validation_error" } });
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ outcome: "refused" }, { outcome: "sent" }] },
    ]);
  });
});

describe("two workers", () => {
  test("never send the same message", async () => {
    await rig.addMailWorkflow([postmark]);
    rig.fake.answer = () => POSTMARK_SENT;
    const people = Array.from({ length: 300 }, (_, n) => ({ userId: `u${n}`, email: `u${n}@example.com` }));
    await rig.db.database.transaction((tx) => rig.modules.users.upsertMany(tx, rig.home.secret, people));
    await rig.finished(
      await rig.notify(
        "told",
        people.map(({ userId }) => userId),
      ),
    );
    await Promise.all([rig.drain(), rig.drain(rig.deliveryWorker()), rig.drain(rig.deliveryWorker())]);
    const to = rig.fake.ledger.map(({ body }) => String(JSON.parse(body).To));
    expect(to).toHaveLength(300);
    expect(new Set(to).size).toBe(300);
    expect(new Set((await rig.seen()).map(({ state, attempts }) => `${state} ${attempts.length}`))).toEqual(
      new Set(["SENT 1"]),
    );
  });

  test("a worker that pauses between its attempt and its request makes no request", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    const http = rig.fake.clientOf(RESEND);
    await rig.drain(rig.deliveryWorker({ http, clock: new StandingClock(rig.runtime.clock.now()) }));
    await http.close();
    expect(rig.fake.ledger).toEqual([]);
    expect(await rig.seen()).toMatchObject([{ state: "QUEUED", attempts: [{ outcome: "retry", code: "held_up" }] }]);
  });
});

describe("secrets", () => {
  test("S-07: appear in no log of attempts, whatever the provider returns", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => ({
      status: 422,
      body: { name: "validation_error", message: `key ${API_KEY} is odd` },
      headers: { "x-echo": API_KEY },
    });
    await rig.send("told");
    await rig.drain();
    const rows = await rig.db.database.query("select to_jsonb(a) from attempts a");
    expect(JSON.stringify(rows)).not.toContain(API_KEY);
    const { data, errors } = await rig.ask(
      "{ messages { nodes { ... on EmailMessage { undeliveredReason content { ... on EmailContent { to subject text htmlByteCount } } attempts { number outcome code reason request response } } } } }",
    );
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).not.toContain(API_KEY);
    expect(data.messages).toMatchObject({
      nodes: [
        {
          undeliveredReason: "rejected",
          content: { to: "ada@example.com", subject: "Hello Ada" },
          attempts: [
            {
              ...{ number: 1, outcome: "refused", code: "validation_error" },
              request: { url: `${RESEND}/emails`, headers: { authorization: "••••" } },
              response: { status: 422 },
            },
          ],
        },
      ],
    });
  });

  test("without their encryption key send nothing, and are tried again once the key is back", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    await rig.drain(rig.deliveryWorker({ encryption: KeyRing.parse(newKey()) }));
    expect(rig.fake.ledger).toEqual([]);
    expect(await rig.seen()).toMatchObject([
      { state: "QUEUED", attempts: [{ outcome: "refused", code: "secrets_key_missing" }] },
    ]);
    rig.pass(120_000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "SENT" }]);
  });

  test("are not shown to a user who reads their message by its id", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told");
    await rig.drain();
    const listed = await rig.ask("{ messages { nodes { id } } }");
    const { nodes } = JSON.parse(JSON.stringify(listed.data.messages));
    const query =
      "query ($id: ID!) { node(id: $id) { ... on EmailMessage { content { ... on EmailContent { subject } } attempts { number } } } }";
    const own = await rig.ask(query, { id: nodes[0].id }, rig.home.asUser("ada"));
    expect(own).toMatchObject({ errors: [], data: { node: { content: { subject: "Hello Ada" }, attempts: [] } } });
    const others = await rig.ask(query, { id: nodes[0].id }, rig.home.asUser("bob"));
    expect(others.data).toEqual({ node: null });
  });
});

test("an attempt under way is in the log of its message", async () => {
  await rig.addMailWorkflow();
  await rig.send("told");
  const worker = await workerAtWork();
  const query =
    "{ messages { nodes { ... on EmailMessage { attempts { number outcome providerKey at durationMs } } } } }";
  const { data } = await rig.ask(query);
  const attempt = { number: 1, outcome: "sending", providerKey: "resend", durationMs: null };
  expect(data).toMatchObject({ messages: { nodes: [{ attempts: [{ ...attempt, at: expect.any(String) }] }] } });
  await worker.answer(RESEND_SENT);
  const after = await rig.ask(query);
  expect(after.data).toMatchObject({ messages: { nodes: [{ attempts: [{ number: 1, outcome: "sent" }] }] } });
});

test("an attempt whose worker died is decided although its provider is stopped", async () => {
  await rig.addMailWorkflow([postmark], { onUncertain: "RESOLVE" });
  await rig.send("told");
  const dead = await workerAtWork();
  await rig.send("told");
  const until = new Date(rig.runtime.clock.now() + 3_600_000);
  await rig.db.database.query("update channel_providers set stopped_at = $1, stopped_until = $1", [until]);
  rig.pass(LEASE_MS + 1000);
  await rig.drain();
  expect(await rig.seen()).toMatchObject([
    { state: "UNCERTAIN", attempts: [{ code: "lease_ended" }] },
    { state: "QUEUED", attempts: [] },
  ]);
  await dead.answer("cut");
});

test("the answer to a message whose user was deleted meanwhile leaves nothing", async () => {
  await rig.addMailWorkflow();
  await rig.send("told");
  const late = await workerAtWork();
  await rig.ask('mutation { deleteUser(input: { userId: "ada" }) { userId } }');
  await late.answer(RESEND_SENT);
  expect(rig.fake.ledger).toHaveLength(1);
  const rows = await rig.db.database.query("select 1 from deliveries union all select 1 from attempts");
  expect(rows).toEqual([]);
});

test("deliveries and attempts of a deleted user are deleted with the messages", async () => {
  await rig.addMailWorkflow();
  rig.fake.answer = () => RESEND_SENT;
  await rig.send("told");
  await rig.drain();
  await rig.ask('mutation { deleteUser(input: { userId: "ada" }) { userId } }');
  const rows = await rig.db.database.query("select 1 from deliveries union all select 1 from attempts");
  expect(rows).toEqual([]);
});
