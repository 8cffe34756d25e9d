import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { graphql, type GraphQLSchema } from "graphql";
import { createSchema } from "../../src/app/composition/build-schema.js";
import { newContext } from "../../src/modules/requests/index.js";
import {
  createDeliveryRig,
  postmark,
  POSTMARK_SENT,
  resend,
  twilio,
  type DeliveryRig,
} from "../support/delivery-rig.js";

const HEALTH = `query($range: TimeRangeInput) { deliveryHealth(range: $range) {
  channelKey providerKey attemptCount failureCount p50Ms p95Ms queuedCount oldestQueuedSeconds breaker } }`;
const HOUR = 3_600_000;

interface Health {
  channelKey: string;
  providerKey: string;
  attemptCount: number;
  failureCount: number;
  p50Ms: number | null;
  p95Ms: number | null;
  queuedCount: number;
  oldestQueuedSeconds: number | null;
  breaker: string;
}

let rig: DeliveryRig;
let schema: GraphQLSchema;
beforeAll(async () => {
  rig = await createDeliveryRig();
  schema = createSchema(rig.main.resolvers);
  await rig.addMailWorkflow([postmark, resend]);
  await rig.addChannel("text", "SMS", [twilio]);
});
afterAll(() => rig.close());
beforeEach(() => {
  rig.fake.answer = () => POSTMARK_SENT;
});

/** As the process that sends shows it: what it counted is in the answer at once. */
async function health(range: object | null = null): Promise<Health[]> {
  const { data } = await graphql({
    schema,
    source: HEALTH,
    variableValues: { range },
    contextValue: newContext(rig.home.secret),
  });
  return (data as unknown as { deliveryHealth: Health[] }).deliveryHealth;
}

test("the health of delivery has a line for each provider of each channel, in order of failover", async () => {
  const nothing = { attemptCount: 0, failureCount: 0, p50Ms: null, p95Ms: null, queuedCount: 0 };
  expect(await health()).toEqual([
    { channelKey: "mail", providerKey: "postmark", ...nothing, oldestQueuedSeconds: null, breaker: "closed" },
    { channelKey: "mail", providerKey: "resend", ...nothing, oldestQueuedSeconds: null, breaker: "closed" },
    { channelKey: "text", providerKey: "twilio", ...nothing, oldestQueuedSeconds: null, breaker: "closed" },
  ]);
});

test("it counts attempts, failures and the time of answers, by whole minutes", async () => {
  rig.fake.answer = (_request, index) =>
    index === 1 ? { status: 422, body: { ErrorCode: 402, Message: "Invalid JSON" } } : POSTMARK_SENT;
  for (const n of [1, 2, 3]) await rig.send("told", { n });
  await rig.drain();
  const [mail] = await health();
  expect(mail).toMatchObject({ attemptCount: 3, failureCount: 1, p95Ms: expect.any(Number) });
  expect(mail?.p50Ms).toBeLessThanOrEqual(mail?.p95Ms ?? 0);

  // Another process adds to the same rows, and reads what this one counted.
  const other = rig.deliveryWorker();
  await rig.send("told");
  await rig.drain(other);
  await other.delivery.counts.flush();
  expect((await health())[0]).toMatchObject({ attemptCount: 4, failureCount: 1 });

  const now = rig.runtime.clock.now();
  const before = { from: new Date(now - 2 * HOUR).toISOString(), to: new Date(now - HOUR).toISOString() };
  expect((await health(before))[0]).toMatchObject({ attemptCount: 0, p50Ms: null });
  rig.pass(2 * HOUR);
  expect((await health())[0]).toMatchObject({ attemptCount: 0 });
  expect((await health({ from: new Date(now - HOUR).toISOString() }))[0]).toMatchObject({ attemptCount: 4 });
});

test("it counts what waits, and says how long the first of it has", async () => {
  for (const n of [1, 2]) await rig.send("told", { n });
  rig.pass(90_000);
  expect((await health())[0]).toMatchObject({ queuedCount: 2, oldestQueuedSeconds: 90 });
  // A retry that is not due waits, too.
  rig.fake.answer = () => ({ status: 429, headers: { "retry-after": "600" } });
  await rig.drain();
  const [mail] = await health();
  expect(mail).toMatchObject({ queuedCount: 2, breaker: "open" });
});

test("counts are forgotten after a week", async () => {
  rig.pass(8 * 24 * HOUR);
  await rig.main.delivery.counts.forget();
  expect((await health({ from: new Date(0).toISOString() }))[0]).toMatchObject({ attemptCount: 0 });
});
