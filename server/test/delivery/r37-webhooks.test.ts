import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { verifyStandardWebhook } from "../../src/providers/kit/signing/standard-webhooks.js";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";
import type { Modules } from "../../src/app/composition/modules.js";
import type { FakeRequest } from "../support/provider-fake.js";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const RECEIVERS = ["https://one.acme.example", "https://two.acme.example"];
const MINUTE = 60_000;

let rig: DeliveryRig;
let worker: Modules;
let http: { close(): Promise<void> };

beforeEach(async () => {
  rig = await createDeliveryRig();
  const client = rig.fake.clientOf(...RECEIVERS);
  http = client;
  worker = rig.deliveryWorker({ http: client });
  await rig.addChannel("hook", "WEBHOOK", [{ providerKey: "http", settings: { signingSecret: SECRET } }]);
  const template = { method: "POST", url: "{{ data.url }}", body: '{"n": {{ data.n }}}' };
  await rig.addWorkflow("told", [{ ref: "hook", type: "channel", channelKey: "hook", template }]);
});
afterEach(async () => {
  await http.close();
  await rig.close();
});

const call = (receiver: string, n = 1): Promise<void> => rig.send("told", { url: `${receiver}/in`, n });
const to = (request: FakeRequest): string => `https://${request.headers.host ?? ""}`;
const [ONE = "", TWO = ""] = RECEIVERS;

test("R-37: a receiver that fails is called eight times, ever later, with the same id and body and a new signature", async () => {
  rig.fake.answer = () => ({ status: 500 });
  await call(ONE);
  const waits: number[] = [];
  await rig.drain(worker);
  for (let calls = 1; calls < 8; calls += 1) {
    const [seen] = await rig.seen();
    expect(seen).toMatchObject({ state: "QUEUED" });
    const wait = (seen?.dueAt ?? 0) - rig.runtime.clock.now();
    waits.push(wait);
    rig.pass(wait - 1);
    await rig.drain(worker);
    expect(rig.fake.ledger).toHaveLength(calls);
    rig.pass(1);
    await rig.drain(worker);
    expect(rig.fake.ledger).toHaveLength(calls + 1);
  }
  expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "retries_exhausted" }]);
  // Full jitter: each wait lies below a bound that doubles; all of them take half an hour on average, and an hour at most.
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(60 * MINUTE);
  expect(new Set(rig.fake.ledger.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(rig.fake.ledger.map(({ body }) => body))).toEqual(new Set(['{"n": 1}']));
  for (const { method, url, headers, body } of rig.fake.ledger) {
    const at = Number(headers["webhook-timestamp"]) * 1000;
    expect(verifyStandardWebhook({ method, url, headers, body }, SECRET, at)).toEqual({ ok: true });
  }
});

test("R-37: a receiver that says 410, or asks to stop, is called once", async () => {
  rig.fake.answer = (request) =>
    to(request) === ONE ? { status: 410 } : { status: 500, headers: { "webhook-delivery": "abort-message" } };
  await call(ONE);
  await call(TWO);
  for (let turn = 0; turn < 3; turn += 1) {
    await rig.drain(worker);
    rig.pass(30 * MINUTE);
  }
  expect(rig.fake.ledger).toHaveLength(2);
  expect((await rig.seen()).map(({ state, reason }) => [state, reason]).sort()).toEqual([
    ["UNDELIVERED", "gone"],
    ["UNDELIVERED", "rejected"],
  ]);
});

test("R-37: a receiver that redirects, or refuses the signature, is not followed and stops no other receiver", async () => {
  rig.fake.answer = (request) =>
    to(request) === ONE ? { status: 302, headers: { location: `${TWO}/in` } } : { status: 204 };
  await call(ONE);
  await rig.drain(worker);
  expect(rig.fake.ledger.map(to)).toEqual([ONE]);
  await call(TWO, 2);
  await rig.drain(worker);
  expect((await rig.seen()).map(({ state }) => state).sort()).toEqual(["QUEUED", "SENT"]);
  rig.fake.answer = (request) => ({ status: to(request) === ONE ? 401 : 204 });
  rig.pass(30 * MINUTE);
  await rig.drain(worker);
  await call(TWO, 3);
  await rig.drain(worker);
  expect((await rig.seen()).filter(({ state }) => state === "SENT")).toHaveLength(2);
  const { data } = await rig.ask("{ channels(first: 20) { nodes { channelKey breaker } } }");
  expect(JSON.stringify(data)).toContain('{"channelKey":"hook","breaker":"closed"}');
});

test("R-37: a receiver that hangs up behind the request is called again under the same id", async () => {
  rig.fake.answer = (_request, index) => (index === 0 ? "cut" : { status: 200 });
  await call(ONE);
  await rig.drain(worker);
  expect(await rig.seen()).toMatchObject([{ state: "UNCERTAIN", attempts: [{ outcome: "uncertain" }] }]);
  rig.pass(10 * MINUTE);
  await rig.drain(worker);
  expect(await rig.seen()).toMatchObject([
    { state: "SENT", attempts: [{ outcome: "uncertain" }, { outcome: "sent", isDuplicate: true }] },
  ]);
  expect(new Set(rig.fake.ledger.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});
