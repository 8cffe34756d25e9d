import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  POSTMARK_SENT,
  RESEND_SENT,
  createDeliveryRig,
  postmark,
  resend,
  type DeliveryRig,
} from "../support/delivery-rig.js";
import type { FakeAnswer } from "../support/provider-fake.js";
import { waitUntil } from "../support/wait-until.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

const CHANNEL = "{ channels { nodes { channelKey breaker breakers { providerKey state code reason } } } }";
const RESUME =
  'mutation { resumeChannel(input: { channelKey: "mail" }) { resumedCount channel { channelKey breaker } } }';
const REFUSED = { status: 401, body: { ErrorCode: 10, Message: "No Account or Server API tokens were supplied" } };

async function sendMany(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await rig.send("told", { n });
}

async function mailChannel() {
  const { data, errors } = await rig.ask(CHANNEL);
  expect(errors).toEqual([]);
  const { nodes } = JSON.parse(JSON.stringify(data.channels));
  return nodes.find(({ channelKey }: { channelKey: string }) => channelKey === "mail");
}

const states = async () => (await rig.seen()).map(({ state }) => state).sort();

describe("a provider that refuses the credentials", () => {
  beforeEach(async () => {
    await rig.addMailWorkflow([postmark]);
    rig.fake.answer = () => REFUSED;
  });

  test("pauses its channel at once: other messages are not tried, and the operator can read the reason", async () => {
    await rig.send("told");
    await rig.drain();
    await sendMany(5);
    await rig.drain();
    rig.pass(30_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await states()).toEqual(Array(6).fill("QUEUED"));
    expect(await mailChannel()).toMatchObject({
      breaker: "open",
      breakers: [{ providerKey: "postmark", state: "open", code: "10" }],
    });
  });

  test("is probed with one message after a while, and gets all messages once it accepts", async () => {
    await sendMany(4);
    await rig.drain();
    const before = rig.fake.ledger.length;
    rig.pass(61_000);
    await rig.drain(rig.deliveryWorker());
    expect(rig.fake.ledger.length - before).toBe(1);
    rig.fake.answer = () => POSTMARK_SENT;
    rig.pass(15 * 60_000);
    await rig.drain();
    expect(await states()).toEqual(Array(4).fill("SENT"));
    expect(await mailChannel()).toMatchObject({ breaker: "closed" });
  });

  test("gets messages again at once when its settings change", async () => {
    await sendMany(3);
    await rig.drain();
    rig.fake.answer = () => POSTMARK_SENT;
    const settings = { ...postmark.settings, serverToken: "another-token-of-postmark" };
    const input = { channelKey: "mail", providers: [{ providerKey: "postmark", settings }] };
    await rig.ask("mutation ($input: UpdateChannelInput!) { updateChannel(input: $input) { channel { breaker } } }", {
      input,
    });
    rig.pass(30_000);
    await rig.drain();
    expect(await states()).toEqual(Array(3).fill("SENT"));
  });

  test("gets messages again when the operator resumes it", async () => {
    await sendMany(3);
    await rig.drain();
    rig.fake.answer = () => POSTMARK_SENT;
    const { data, errors } = await rig.ask(RESUME);
    expect(errors).toEqual([]);
    expect(data.resumeChannel).toEqual({ resumedCount: 1, channel: { channelKey: "mail", breaker: "closed" } });
    rig.pass(30_000);
    await rig.drain();
    expect(await states()).toEqual(Array(3).fill("SENT"));
  });
});

test("loses the messages that wait for it to the next provider, without another request", async () => {
  await rig.addMailWorkflow([postmark, resend]);
  rig.fake.answer = ({ url }) => (url === "/email" ? REFUSED : RESEND_SENT);
  await rig.send("told");
  await rig.drain();
  for (let turn = 0; turn < 4; turn += 1) {
    await sendMany(2);
    await rig.drain();
    rig.pass(5000);
  }
  await rig.drain();
  expect(rig.fake.ledger.filter(({ url }) => url === "/email")).toHaveLength(1);
  expect(await states()).toEqual(Array(9).fill("SENT"));
  expect(await mailChannel()).toMatchObject({ breaker: "closed", breakers: [{ state: "open" }, { state: "closed" }] });
});

test("R-09: a provider that fails all requests is paused, and probed with one message until it recovers", async () => {
  await rig.addMailWorkflow([postmark]);
  rig.fake.answer = () => ({ status: 500, body: {} });
  await sendMany(40);
  await rig.drain();
  const before = rig.fake.ledger.length;
  expect(before).toBe(40);
  expect(await mailChannel()).toMatchObject({ breaker: "open" });
  for (let second = 0; second < 14; second += 1) {
    rig.pass(1000);
    await rig.drain();
  }
  expect(rig.fake.ledger.length).toBe(before);
  // The provider may still report the outcome of the mails in a callback. After two minutes Carillon sends them
  // again.
  rig.pass(120_000);
  await Promise.all([rig.drain(), rig.drain(rig.deliveryWorker()), rig.drain(rig.deliveryWorker())]);
  expect(rig.fake.ledger.length).toBe(before + 1);
  rig.fake.answer = () => POSTMARK_SENT;
  for (let turn = 0; turn < 40; turn += 1) {
    rig.pass(60_000);
    await rig.drain();
  }
  expect(await states()).toEqual(Array(40).fill("SENT"));
});

test("R-10: one 429 pauses all messages of the provider, for all workers, until its Retry-After time", async () => {
  await rig.addMailWorkflow([postmark]);
  rig.fake.answer = (_request, index) =>
    index === 0 ? { status: 429, headers: { "retry-after": "60" }, body: {} } : POSTMARK_SENT;
  await rig.send("told");
  await rig.drain();
  await sendMany(5);
  rig.pass(59_000);
  await Promise.all([rig.drain(), rig.drain(rig.deliveryWorker())]);
  expect(rig.fake.ledger).toHaveLength(1);
  rig.pass(2000);
  await rig.drain();
  // The first success resumes the provider for the other messages.
  for (let turn = 0; turn < 3; turn += 1) {
    rig.pass(30_000);
    await rig.drain();
  }
  expect(await states()).toEqual(Array(6).fill("SENT"));
});

test("R-11: a slow provider gets 128 concurrent requests from one worker, and other providers are not slowed", async () => {
  await rig.addMailWorkflow([postmark]);
  await rig.addChannel("other", "EMAIL", [resend]);
  await rig.addWorkflow("else", [
    { ref: "mail", type: "channel", channelKey: "other", template: { subject: "x", markdown: "x" } },
  ]);
  let release: () => void = () => undefined;
  const held = new Promise<typeof POSTMARK_SENT>((resolve) => (release = () => resolve(POSTMARK_SENT)));
  rig.fake.answer = ({ url }) => (url === "/email" ? held : RESEND_SENT);
  const people = Array.from({ length: 140 }, (_, n) => ({ userId: `u${n}`, email: `u${n}@example.com` }));
  await rig.db.database.transaction((tx) => rig.modules.users.upsertMany(tx, rig.home.secret, people));
  const ids = people.map(({ userId }) => userId);
  await rig.finished(await rig.notify("told", ids, { data: { n: 1 } }));
  await rig.send("else");
  const work = rig.drain();
  await rig.sent("/emails", 1);
  expect(rig.fake.ledger.filter(({ url }) => url === "/email").length).toBeLessThanOrEqual(128);
  release();
  await work;
  expect(await states()).toEqual(Array(141).fill("SENT"));
});

describe("messages that are claimed and wait for a slot", () => {
  const PEOPLE = 300;
  let answerAll: (answer: FakeAnswer) => void;

  beforeEach(async () => {
    await rig.addMailWorkflow([postmark]);
    const people = Array.from({ length: PEOPLE }, (_, n) => ({ userId: `u${n}`, email: `u${n}@example.com` }));
    await rig.db.database.transaction((tx) => rig.modules.users.upsertMany(tx, rig.home.secret, people));
    const ids = people.map(({ userId }) => userId);
    await rig.finished(await rig.notify("told", ids, { data: { n: 1 } }));
    const held = new Promise<FakeAnswer>((resolve) => (answerAll = resolve));
    rig.fake.answer = () => held;
  });

  const waitingCount = async () => {
    const rows = await rig.db.database.query<{ count: number }>(
      "select count(*)::int as count from deliveries where state = 'QUEUED' and attempt_count = 0 and due_at <= $1",
      [new Date(rig.runtime.clock.now())],
    );
    return rows[0]?.count;
  };

  test("are queued again when the worker stops, and running ones are finished", async () => {
    const { worker } = rig.deliveryWorker().delivery;
    worker.start();
    await waitUntil(async () => rig.fake.ledger.length > 0);
    const stopped = worker.stop();
    await waitUntil(async () => (await waitingCount()) === PEOPLE - 128);
    answerAll(POSTMARK_SENT);
    await stopped;
    expect(rig.fake.ledger).toHaveLength(128);
    expect(await waitingCount()).toBe(PEOPLE - 128);
    expect((await states()).filter((state) => state === "SENT")).toHaveLength(128);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(PEOPLE);
    expect(await states()).toEqual(Array(PEOPLE).fill("SENT"));
  });

  test("R-10: are queued again when the provider asks for a pause", async () => {
    const work = rig.drain();
    await waitUntil(async () => rig.fake.ledger.length >= 64);
    answerAll({ status: 429, headers: { "retry-after": "60" }, body: {} });
    await work;
    expect(rig.fake.ledger).toHaveLength(128);
    expect(await waitingCount()).toBe(PEOPLE - 128);
  });
});
