import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { HttpClient } from "../../src/platform/http-client/index.js";
import { createModuleApi, type ModuleApi } from "../support/module-api.js";
import { ProviderFake } from "../support/provider-fake.js";

const SEND = `mutation($i: SendTestMessageInput!) { sendTestMessage(input: $i) {
  attempt { number action providerKey outcome code reason durationMs retryAt isPossibleDuplicate request response } } }`;
const API_KEY = "re_a-key-that-nobody-may-read";
const resend = { providerKey: "resend", settings: { from: { address: "hi@acme.example" }, apiKey: API_KEY } };
const mailbox = { providerKey: "mailbox", settings: {} };
const TO_ADA = { to: { userId: "ada" } };

let fake: ProviderFake;
let http: HttpClient;
let api: ModuleApi;
let count = 0;

beforeAll(async () => {
  fake = await ProviderFake.start();
  http = fake.clientOf("https://api.resend.com");
  api = await createModuleApi({}, { http });
  await api.ask(
    'mutation { identify(input: { userId: "ada", name: "Ada", email: "ada@example.com" }) { user { id } } }',
  );
});
afterAll(async () => {
  await http.close();
  await fake.close();
  await api.db.drop();
});
beforeEach(() => {
  fake.ledger.length = 0;
});

async function channel(type: string, providers: object[] | null, more: object = {}): Promise<string> {
  const channelKey = `channel-${++count}`;
  const { errors } = await api.ask(
    "mutation($i: CreateChannelInput!) { createChannel(input: $i) { channel { id } } }",
    { i: { channelKey, type, name: "Mail <b>", ...(providers && { providers }), ...more } },
  );
  expect(errors).toEqual([]);
  return channelKey;
}

async function attemptOf(channelKey: string): Promise<unknown> {
  const { data, errors } = await api.ask(SEND, { i: { channelKey, ...TO_ADA } });
  expect(errors).toEqual([]);
  return (data.sendTestMessage as { attempt: unknown }).attempt;
}

describe("a test message", () => {
  test("goes to the vendor, whose answer comes back, and is stored nowhere", async () => {
    fake.answer = () => ({ status: 200, body: { id: "vendor-1" } });
    const attempt = await attemptOf(await channel("EMAIL", [resend]));
    expect(attempt).toMatchObject({
      ...{ number: 1, action: "send", providerKey: "resend", outcome: "sent", code: null, reason: null },
      ...{ retryAt: null, isPossibleDuplicate: false, durationMs: expect.any(Number) },
      response: { status: 200 },
    });
    expect(JSON.stringify(attempt)).not.toContain(API_KEY);
    expect(fake.ledger).toMatchObject([{ method: "POST", url: "/emails" }]);
    expect(JSON.stringify(fake.ledger)).toContain("ada@example.com");
    expect(JSON.stringify(fake.ledger)).toContain("Mail &lt;b>");
    for (const table of ["messages", "deliveries", "attempts"]) {
      expect(await api.db.database.query(`select 1 from ${table}`)).toEqual([]);
    }
  });

  test("that the vendor refuses says why, without the key", async () => {
    fake.answer = () => ({ status: 401, body: { name: "invalid_api_key", message: `API key ${API_KEY} is invalid` } });
    const attempt = await attemptOf(await channel("EMAIL", [resend]));
    expect(attempt).toMatchObject({ outcome: "refused", code: "invalid_api_key", reason: expect.any(String) });
    expect(JSON.stringify(attempt)).not.toContain(API_KEY);
  });

  test("that gets no answer is not tried again", async () => {
    fake.answer = () => "cut";
    expect(await attemptOf(await channel("EMAIL", [resend]))).toMatchObject({
      outcome: expect.stringMatching(/^(retry|uncertain)$/),
      retryAt: null,
    });
    expect(fake.ledger).toHaveLength(1);
  });

  test("of a provider of this machine makes no request", async () => {
    expect(await attemptOf(await channel("EMAIL", [mailbox]))).toMatchObject({
      ...{ providerKey: "mailbox", outcome: "sent", request: null, response: null },
    });
    expect(fake.ledger).toEqual([]);
  });

  test.each([
    ["a channel in sandbox mode", () => channel("EMAIL", [mailbox], { isSandbox: true }), "ada", "CONFLICT .* sandbox"],
    ["an in-app channel", () => channel("IN_APP", null), "ada", "CONFLICT .* unsupported_channel"],
    ["an HTTP channel", () => channel("WEBHOOK", [{ providerKey: "http", settings: {} }]), "ada", "CONFLICT .* unsupp"],
    ["an unknown channel", () => Promise.resolve("nowhere"), "ada", "NOT_FOUND .* unknown_channel"],
    ["a recipient without an address", () => channel("SMS", [mailbox]), "ada", "BAD_USER_INPUT .* no_address"],
    ["an unknown user", () => channel("EMAIL", [mailbox]), "nobody", "BAD_USER_INPUT .* no_address"],
  ])("is refused for %s", async (_, made, userId, error) => {
    const { errors } = await api.ask(SEND, { i: { channelKey: await made(), to: { userId } } });
    expect(errors).toEqual([expect.stringMatching(new RegExp(`^${error}`))]);
    expect(fake.ledger).toEqual([]);
  });

  test("needs the right to change channels", async () => {
    const { errors } = await api.ask(SEND, { i: { channelKey: "nowhere", ...TO_ADA } }, api.home.asUser("ada"));
    expect(errors).toEqual(["FORBIDDEN"]);
  });
});
