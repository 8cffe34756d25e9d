import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { apns } from "../../src/providers/apns/provider.js";
import { fcm } from "../../src/providers/fcm/provider.js";
import type { Provider } from "../../src/providers/kit/provider.js";
import { webpush } from "../../src/providers/webpush/provider.js";
import type { FakeAnswer, FakeRequest } from "../support/provider-fake.js";
import { waitUntil } from "../support/wait-until.js";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

const SET = "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { data } } }";
const ADA = { userId: "ada" };
const PUSH = {
  ref: "push",
  type: "channel",
  channelKey: "devices",
  template: {
    title: "Hello {{ recipient.name }}",
    body: "{{ data.n }}",
    data: { n: "{{ data.n }}", deep: { a: [1] } },
  },
};
const DEVICE_TOKENS = ["A", "B"].map((letter) => `fcm-token-of-a-device:${letter.repeat(30)}`);
const APPLE_TOKENS = ["a", "b"].map((letter) => letter.repeat(64));

const configured = ({ key, example }: Pick<Provider, "key" | "example">): object => ({
  providerKey: key,
  settings: { ...example.settings, ...example.credentials },
});

async function setData(data: object, more: object = {}): Promise<void> {
  const { errors } = await rig.ask(SET, { i: { recipient: ADA, channelKey: "devices", data, ...more } });
  expect(errors).toEqual([]);
}

async function shownTokens(): Promise<unknown> {
  const { data } = await rig.ask('{ user(userId: "ada") { channelData { data } } }');
  return JSON.parse(JSON.stringify(data)).user.channelData[0]?.data.tokens ?? [];
}

async function addPush(providers: object[], data: object, step: object = PUSH): Promise<void> {
  await rig.addChannel("devices", "PUSH", providers);
  await rig.addWorkflow("told", [step]);
  await setData(data);
}

const token = (count: number): FakeAnswer => ({
  status: 200,
  body: { access_token: `ya29.${count}`, expires_in: 3600 },
});
const fcmSent: FakeAnswer = { status: 200, body: { name: "projects/acme-app/messages/1" } };
const fcmError = (status: number, code: string): FakeAnswer => ({
  status,
  body: {
    error: {
      ...{ status: code, message: "No." },
      details: [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: code }],
    },
  },
});
const isTokenRequest = ({ url }: FakeRequest): boolean => url === "/token";
const sends = (): FakeRequest[] => rig.fake.ledger.filter((request) => !isTokenRequest(request));
const tokenRequests = (): FakeRequest[] => rig.fake.ledger.filter(isTokenRequest);

describe("a push through Firebase", () => {
  test("goes to each device once, with an access token that is requested once and stored encrypted", async () => {
    await addPush([configured(fcm)], { tokens: [...DEVICE_TOKENS, ...DEVICE_TOKENS] });
    rig.fake.answer = (request) => (isTokenRequest(request) ? token(1) : fcmSent);
    await rig.send("told", { n: "<b>7</b>" });
    await rig.drain();
    expect(tokenRequests()).toHaveLength(1);
    expect(new URLSearchParams(tokenRequests()[0]?.body).get("grant_type")).toContain("jwt-bearer");
    expect(sends().map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ["/v1/projects/acme-app/messages:send", "Bearer ya29.1"],
      ["/v1/projects/acme-app/messages:send", "Bearer ya29.1"],
    ]);
    const bodies = sends().map(({ body }) => JSON.parse(body).message);
    expect(bodies.map((body) => body.token).sort()).toEqual(DEVICE_TOKENS);
    expect(bodies[0]).toMatchObject({
      notification: { title: "Hello Ada", body: "<b>7</b>" },
      data: { n: "<b>7</b>", deep: '{"a":[1]}' },
    });
    expect(await rig.seen()).toMatchObject([{ state: "SENT" }, { state: "SENT" }]);

    // Another worker uses the stored access token.
    await rig.send("told");
    await rig.drain(rig.deliveryWorker());
    expect(tokenRequests()).toHaveLength(1);
    expect(sends()).toHaveLength(4);
    // The access token is renewed before it expires.
    rig.pass(51 * 60_000);
    rig.fake.answer = (request) => (isTokenRequest(request) ? token(2) : fcmSent);
    await rig.send("told");
    await rig.drain();
    expect(tokenRequests()).toHaveLength(2);
    expect(sends().at(-1)?.headers.authorization).toBe("Bearer ya29.2");

    const rows = await rig.db.database.query(
      `select to_jsonb(t) from access_tokens t union all select to_jsonb(d) from deliveries d
       union all select to_jsonb(a) from attempts a union all select to_jsonb(c) from channel_data c`,
    );
    expect(JSON.stringify(rows)).not.toMatch(/ya29|fcm-token-of-a-device/);
  });

  test("to an unregistered device removes its token, unless the app registered it again since", async () => {
    await addPush([configured(fcm)], { tokens: DEVICE_TOKENS });
    rig.fake.answer = (request) => {
      if (isTokenRequest(request)) return token(1);
      return request.body.includes(DEVICE_TOKENS[0] ?? "") ? fcmError(404, "UNREGISTERED") : fcmSent;
    };
    await rig.send("told");
    await rig.drain();
    expect((await rig.seen()).map(({ state, reason }) => [state, reason]).sort()).toEqual([
      ["SENT", null],
      ["UNDELIVERED", "gone"],
    ]);
    expect(await shownTokens()).toHaveLength(1);

    await setData({ tokens: DEVICE_TOKENS });
    rig.fake.answer = async (request) => {
      if (isTokenRequest(request) || !request.body.includes(DEVICE_TOKENS[0] ?? "")) return fcmSent;
      rig.pass(1000);
      await setData({ tokens: [DEVICE_TOKENS[0]] }, { mode: "ADD" });
      return fcmError(404, "UNREGISTERED");
    };
    await rig.send("told");
    await rig.drain();
    expect(await shownTokens()).toHaveLength(2);
  });

  test("whose access token is refused is tried once more with a new one, and then reports bad credentials", async () => {
    await addPush([configured(fcm)], { tokens: [DEVICE_TOKENS[0]] });
    let count = 0;
    rig.fake.answer = (request) => (isTokenRequest(request) ? token(++count) : fcmSent);
    await rig.send("told");
    await rig.drain();
    rig.fake.answer = (request) => {
      if (isTokenRequest(request)) return token(++count);
      return request.headers.authorization === "Bearer ya29.1" ? fcmError(401, "UNAUTHENTICATED") : fcmSent;
    };
    await rig.send("told");
    await rig.drain();
    rig.pass(120_000);
    await rig.drain();
    expect(count).toBe(2);
    expect((await rig.seen())[1]).toMatchObject({
      state: "SENT",
      attempts: [{ outcome: "retry" }, { outcome: "sent" }],
    });
  });

  test("waits while Google issues no access token, and never uses the token URL of the service account file", async () => {
    await addPush([configured(fcm)], { tokens: DEVICE_TOKENS });
    rig.fake.answer = (request) => (isTokenRequest(request) ? "cut" : fcmSent);
    await rig.send("told");
    await rig.drain();
    expect(sends()).toEqual([]);
    expect(tokenRequests()).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([
      { state: "QUEUED", attempts: [{ outcome: "retry" }] },
      { state: "QUEUED", attempts: [{ outcome: "retry" }] },
    ]);
    rig.fake.answer = (request) => (isTokenRequest(request) ? token(1) : fcmSent);
    rig.pass(120_000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "SENT" }, { state: "SENT" }]);
  });
});

test("pushes through Apple use HTTP/2 and one token per key; an unknown device keeps its token", async () => {
  await addPush([configured(apns)], { tokens: APPLE_TOKENS });
  rig.fake.answer = ({ url }) =>
    url.endsWith(APPLE_TOKENS[0] ?? "")
      ? { status: 400, body: { reason: "BadDeviceToken" } }
      : { status: 200, body: "", headers: { "apns-id": "8-4-4" } };
  await rig.send("told");
  await rig.drain();
  expect(rig.fake.ledger.map(({ url }) => url).sort()).toEqual(APPLE_TOKENS.map((each) => `/3/device/${each}`));
  const used = new Set(rig.fake.ledger.map(({ headers }) => headers.authorization));
  expect(used.size).toBe(1);
  const [, jwt = ""] = /^bearer (.+)$/.exec([...used][0] ?? "") ?? [];
  expect(JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString())).toMatchObject({ iss: "DEF123GHIJ" });
  expect(await shownTokens()).toHaveLength(2);
  rig.fake.answer = () => ({ status: 410, body: { reason: "Unregistered", timestamp: rig.runtime.clock.now() } });
  await rig.send("told");
  await rig.drain();
  expect(await shownTokens()).toEqual([]);
});

test("pushes to browsers are signed for their push service", async () => {
  const { p256dh, auth } = JSON.parse(JSON.stringify(webpush.example.address));
  const endpoint = "https://updates.push.services.mozilla.com/wpush/v2/an-example";
  await addPush([configured(webpush)], { devices: [{ endpoint, keys: { p256dh, auth } }] });
  rig.fake.answer = () => ({ status: 201, body: "" });
  await rig.send("told");
  await rig.drain();
  expect(await rig.seen()).toMatchObject([{ state: "SENT" }]);
  const [request] = rig.fake.ledger;
  expect(request).toMatchObject({ url: "/wpush/v2/an-example", headers: { "content-encoding": "aes128gcm" } });
  const [, jwt = ""] = /^vapid t=([^,]+), k=/.exec(request?.headers.authorization ?? "") ?? [];
  expect(JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
    aud: "https://updates.push.services.mozilla.com",
  });
});

test("with several types of devices in a channel, each device gets the push from its provider", async () => {
  await addPush([configured(apns), configured(fcm)], { tokens: [APPLE_TOKENS[0], DEVICE_TOKENS[0]] });
  rig.fake.answer = (request) => {
    if (isTokenRequest(request)) return token(1);
    return request.url.startsWith("/3/device/") ? { status: 200, body: "" } : fcmSent;
  };
  await rig.send("told");
  await rig.drain();
  expect(await rig.seen()).toMatchObject([{ state: "SENT" }, { state: "SENT" }]);
  const providers = (await rig.seen()).flatMap(({ attempts }) => attempts.map(({ provider }) => provider));
  expect(providers.sort()).toEqual(["apns", "fcm"]);
});

test("a user without a device is skipped with a reason in the trace; a removed device gets nothing", async () => {
  await addPush([configured(apns)], { tokens: [APPLE_TOKENS[0]] });
  const run = await rig.finished(await rig.notify("told", ["bob"]));
  expect(run.runs[0]?.codes).toEqual(["run.started", "channel.no_address", "run.completed"]);
  await rig.send("told");
  await rig.ask(
    'mutation { unsetChannelData(input: { recipient: { userId: "ada" }, channelKey: "devices" }) { channelData { data } } }',
  );
  await rig.drain();
  expect(rig.fake.ledger).toEqual([]);
  expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "address_removed" }]);
});

test("the messages of a step are listed with their contents, and conditions see one combined status", async () => {
  const after = {
    ...PUSH,
    ref: "after",
    conditions: { variable: "refs.push.delivery_status", operator: "equal_to", argument: "$message.sent" },
  };
  await rig.addChannel("devices", "PUSH", [configured(fcm)]);
  const wait = { ref: "wait", type: "delay", for: { unit: "minutes", value: 5 } };
  await rig.addWorkflow("told", [{ ...PUSH, template: { isSilent: true, data: { n: "{{ data.n }}" } } }, wait, after]);
  await setData({ tokens: DEVICE_TOKENS });
  rig.fake.answer = (request) => {
    if (isTokenRequest(request)) return token(1);
    return request.body.includes(DEVICE_TOKENS[0] ?? "") ? fcmError(400, "INVALID_ARGUMENT") : fcmSent;
  };
  const triggerId = await rig.notify("told", ["ada"], { data: { n: 1 } });
  await waitUntil(async () => (await rig.db.database.query("select 1 from deliveries")).length === 2);
  await rig.drain();
  const { data } = await rig.ask(
    "{ messages { nodes { __typename deliveryStatus ... on PushMessage { content { ... on PushContent { title body data isSilent } } } } } }",
  );
  const nodes = JSON.parse(JSON.stringify(data)).messages.nodes;
  expect(nodes).toHaveLength(2);
  expect(nodes[0]).toMatchObject({
    __typename: "PushMessage",
    content: { title: null, body: "", data: { n: "1" }, isSilent: true },
  });
  rig.pass(300_000);
  await rig.modules.runs.worker.sweep();
  await rig.finished(triggerId);
  expect(await rig.seen()).toHaveLength(4);
});

test("a newer push replaces an older one on each device, and not other devices of the same step", async () => {
  await addPush([configured(fcm)], { tokens: DEVICE_TOKENS }, { ...PUSH, supersedeKey: "data.order" });
  rig.fake.answer = (request) => (isTokenRequest(request) ? token(1) : fcmSent);
  await rig.send("told", { n: 1, order: "o" });
  await rig.send("told", { n: 2, order: "o" });
  await rig.drain();
  expect((await rig.seen()).map(({ state, reason }) => reason ?? state)).toEqual([
    ...["superseded", "superseded"],
    ...["SENT", "SENT"],
  ]);
  const keys = sends().map(({ body }) => JSON.parse(body).message.android.collapseKey);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^\w{20,64}$/);
});
