import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  API_KEY,
  POSTMARK_SENT,
  RESEND_SENT,
  createDeliveryRig,
  postmark,
  resend,
  twilio,
  type DeliveryRig,
} from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
});
afterEach(() => rig.close());

describe("a mail", () => {
  test("is sent once, in the request format of its provider, with our idempotency key", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => RESEND_SENT;
    await rig.send("told", { n: "<b>7</b>" });
    expect(await rig.seen()).toMatchObject([{ state: "QUEUED", status: "QUEUED", attempts: [] }]);
    await rig.drain();
    await rig.drain();
    const [request, ...others] = rig.fake.ledger;
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method: "POST", url: "/emails", headers: { authorization: `Bearer ${API_KEY}` } });
    const body = JSON.parse(request?.body ?? "");
    expect(body).toMatchObject({
      to: ['"Ada" <ada@example.com>'],
      from: '"Acme" <hi@acme.example>',
      subject: "Hello Ada",
    });
    expect(body.html).toContain("<strong>&lt;b&gt;7&lt;/b&gt;</strong> for Ada");
    expect(body.text).toBe("<b>7</b> for Ada");
    expect(request?.headers["idempotency-key"]).toMatch(/^msg_/);
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", status: "SENT", dueAt: null, attempts: [{ number: 1, provider: "resend", outcome: "sent" }] },
    ]);
  });

  test("to a user without an address is skipped, with a reason in the trace", async () => {
    await rig.addMailWorkflow();
    const run = await rig.finished(await rig.notify("told", ["bob"]));
    expect(run.runs[0]?.codes).toEqual(["run.started", "channel.no_address", "run.completed"]);
    expect(await rig.seen()).toEqual([]);
  });

  test("of a channel in sandbox mode is stored and not sent", async () => {
    await rig.addMailWorkflow([resend], { isSandbox: true });
    await rig.send("told");
    await rig.drain();
    expect(await rig.seen()).toEqual([]);
    expect(rig.fake.ledger).toEqual([]);
    const { data } = await rig.ask("{ messages { nodes { __typename deliveryStatus } } }");
    expect(data.messages).toEqual({ nodes: [{ __typename: "EmailMessage", deliveryStatus: "NOT_SENT" }] });
  });
});

describe("a temporary failure", () => {
  test("is retried after its delay, with the same bytes and key", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = (_request, index) =>
      index < 2 ? { status: 500, body: { name: "application_error" } } : RESEND_SENT;
    await rig.send("told");
    for (let turn = 0; turn < 3; turn += 1) {
      await rig.drain();
      rig.pass(120_000);
    }
    expect(rig.fake.ledger).toHaveLength(3);
    const [first, ...others] = rig.fake.ledger;
    for (const other of others) {
      expect(other.body).toBe(first?.body);
      expect(other.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
    }
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ outcome: "retry" }, { outcome: "retry" }, { outcome: "sent" }] },
    ]);
  });

  test.each([
    ["seconds", () => "90"],
    ["a date", (now: number) => new Date(now + 90_000).toUTCString()],
  ])("with Retry-After in %s is not retried earlier", async (_form, retryAfter) => {
    await rig.addMailWorkflow();
    const headers = { "retry-after": retryAfter(rig.runtime.clock.now()) };
    rig.fake.answer = (_request, index) =>
      index === 0 ? { status: 429, headers, body: { name: "rate_limit_exceeded" } } : RESEND_SENT;
    await rig.send("told");
    const began = rig.runtime.clock.now();
    await rig.drain();
    expect((await rig.seen())[0]?.dueAt ?? 0).toBeGreaterThanOrEqual(began + 89_000);
    rig.pass(60_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    rig.pass(60_000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "SENT" }]);
  });

  test("becomes undelivered after eight attempts", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = () => ({ status: 500, body: { name: "application_error" } });
    await rig.send("told");
    for (let turn = 0; turn < 12; turn += 1) {
      await rig.drain();
      rig.pass(3_600_000);
    }
    expect(rig.fake.ledger).toHaveLength(8);
    expect(await rig.seen()).toMatchObject([
      { state: "UNDELIVERED", status: "UNDELIVERED", reason: "retries_exhausted" },
    ]);
  });
});

describe("failover", () => {
  test("uses the next provider at once if the credentials are refused", async () => {
    await rig.addMailWorkflow([resend, postmark]);
    rig.fake.answer = ({ url }) =>
      url === "/emails" ? { status: 401, body: { name: "invalid_api_key" } } : POSTMARK_SENT;
    await rig.send("told");
    await rig.drain();
    expect(rig.fake.ledger.map(({ url }) => url)).toEqual(["/emails", "/email"]);
    expect(await rig.seen()).toMatchObject([
      {
        state: "SENT",
        attempts: [
          { provider: "resend", outcome: "refused", code: "invalid_api_key" },
          { provider: "postmark", outcome: "sent" },
        ],
      },
    ]);
  });

  test("does not happen after a refused address", async () => {
    await rig.addMailWorkflow([postmark, resend]);
    rig.fake.answer = () => ({ status: 422, body: { ErrorCode: 406, Message: "Inactive recipient" } });
    await rig.send("told");
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "suppressed" }]);
  });

  test("does not happen after a lost answer, unless duplicates are accepted", async () => {
    await rig.addMailWorkflow([postmark, resend], { onUncertain: "RESOLVE" });
    rig.fake.answer = () => "cut";
    await rig.send("told");
    await rig.drain();
    expect(await rig.seen()).toMatchObject([
      { state: "UNCERTAIN", status: "UNCERTAIN", attempts: [{ outcome: "uncertain" }] },
    ]);
    rig.pass(180_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "uncertain" }]);
  });
});

describe("an answer that was lost", () => {
  test("causes a repeat with the same key", async () => {
    await rig.addMailWorkflow();
    rig.fake.answer = (_request, index) => (index === 0 ? "cut" : RESEND_SENT);
    await rig.send("told");
    await rig.drain();
    rig.pass(60_000);
    await rig.drain();
    const keys = rig.fake.ledger.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ outcome: "uncertain" }, { outcome: "sent", isDuplicate: false }] },
    ]);
  });

  test("to a text message causes no repeat, because a repeat may cost money", async () => {
    await rig.addChannel("text", "SMS", [twilio]);
    await rig.addWorkflow("told", [
      { ref: "sms", type: "channel", channelKey: "text", template: { text: "Code {{ data.n }}" } },
    ]);
    rig.fake.answer = () => "cut";
    await rig.send("told");
    await rig.drain();
    rig.pass(3_600_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([
      { state: "UNDELIVERED", reason: "uncertain", attempts: [{ outcome: "uncertain" }] },
    ]);
  });

  test("causes a repeat without a key if the channel says so, marked as a possible duplicate", async () => {
    await rig.addMailWorkflow([postmark], { onUncertain: "RETRY" });
    rig.fake.answer = (_request, index) => (index === 0 ? "cut" : POSTMARK_SENT);
    await rig.send("told");
    await rig.drain();
    rig.pass(180_000);
    await rig.drain();
    expect(await rig.seen()).toMatchObject([
      { state: "SENT", attempts: [{ isDuplicate: false }, { isDuplicate: true }] },
    ]);
  });

  test("causes no repeat with a key if the settings have changed", async () => {
    await rig.addMailWorkflow([resend], { onUncertain: "STOP" });
    rig.fake.answer = () => "cut";
    await rig.send("told");
    await rig.drain();
    const settings = { ...resend.settings, from: { address: "other@acme.example" } };
    const input = { channelKey: "mail", providers: [{ providerKey: "resend", settings }] };
    await rig.ask(
      "mutation ($input: UpdateChannelInput!) { updateChannel(input: $input) { channel { channelKey } } }",
      { input },
    );
    rig.pass(120_000);
    await rig.drain();
    expect(rig.fake.ledger).toHaveLength(1);
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "uncertain" }]);
  });
});

test("a chat message goes to the channel's webhook, with user text as data, and the log hides the webhook URL", async () => {
  const webhookUrl = "https://hooks.slack.com/services/T00000000/B00000000/asecretthatislongenough0";
  await rig.addChannel("chat", "CHAT", [{ providerKey: "slack", settings: { webhookUrl } }]);
  await rig.addWorkflow("told", [
    {
      ref: "chat",
      type: "channel",
      channelKey: "chat",
      template: { markdown: "**{{ recipient.name }}**: {{ data.n }}" },
    },
  ]);
  rig.fake.answer = () => ({ status: 200, body: "ok", headers: { "content-type": "text/plain" } });
  await rig.send("told", { n: "<!channel> *x*" });
  await rig.drain();
  const [request] = rig.fake.ledger;
  expect(request?.url).toBe("/services/T00000000/B00000000/asecretthatislongenough0");
  // Slack parses markup only in `text`. The text of a rich block is literal.
  const { text, blocks } = JSON.parse(request?.body ?? "");
  expect(text).toContain("&lt;!channel&gt;");
  expect(JSON.stringify(blocks)).toContain('{"type":"text","text":": <!channel> *x*"}');
  expect(await rig.seen()).toMatchObject([{ state: "SENT", attempts: [{ provider: "slack", outcome: "sent" }] }]);
  const rows = await rig.db.database.query("select to_jsonb(a) from attempts a");
  expect(JSON.stringify(rows)).not.toContain("asecretthatislongenough0");
});

describe("a channel that cannot send", () => {
  test("because it has no provider leaves its messages undelivered", async () => {
    await rig.addMailWorkflow([]);
    await rig.send("told");
    await rig.drain();
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "no_provider", attempts: [] }]);
  });

  test("because it was deleted does not send queued messages", async () => {
    await rig.addMailWorkflow();
    await rig.send("told");
    await rig.ask('mutation { deleteChannel(input: { channelKey: "mail" }) { wasKnown } }');
    await rig.drain();
    expect(rig.fake.ledger).toEqual([]);
    expect(await rig.seen()).toMatchObject([{ state: "UNDELIVERED", reason: "channel_deleted" }]);
    const { errors } = await rig.ask("{ messages { nodes { channelKey } } }");
    expect(errors).toEqual([]);
  });
});

test("a workflow with in-app messages only causes no statement about deliveries", async () => {
  await rig.ask('mutation { createChannel(input: { channelKey: "mail", type: EMAIL, name: "Mail" }) { isReplay } }');
  await rig.addWorkflow("bell", [
    { ref: "bell", type: "channel", channelKey: "in-app", template: { markdown: "{{ data.n }}" } },
  ]);
  const asked: string[] = [];
  const stop = rig.db.database.onStatement((sql) => asked.push(sql));
  await rig.send("bell");
  stop();
  expect(asked.some((sql) => sql.includes("into messages"))).toBe(true);
  expect(asked.filter((sql) => /deliveries|attempts|channel_providers/.test(sql))).toEqual([]);
});
