import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { FakeRequest } from "../support/provider-fake.js";
import { createDeliveryRig, type DeliveryRig } from "../support/delivery-rig.js";

let rig: DeliveryRig;

beforeEach(async () => {
  rig = await createDeliveryRig();
  rig.fake.answer = ({ url }) =>
    url.startsWith("/api/users.lookupByEmail")
      ? { status: 200, body: { ok: true, user: { id: "U0FROMEMAIL" } } }
      : { status: 200, body: { ok: true, channel: "C1", ts: "1764417600.000100" } };
});
afterEach(() => rig.close());

const SET = "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { data } } }";
const BOT = "xoxb-the-token-of-the-channel";
const HOOK = "https://hooks.slack.com/services/T1/B1/asecretofaconnection";
const chat = (template: object): object => ({ ref: "chat", type: "channel", channelKey: "team", template });
const slack = (settings: object): object => ({ providerKey: "slack", settings });

async function setData(input: object): Promise<void> {
  const { errors } = await rig.ask(SET, { i: { channelKey: "team", ...input } });
  expect(errors).toEqual([]);
}

/** Sends in several rounds, because Slack accepts one message per second. */
async function drainAll(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await rig.drain();
    rig.pass(1100);
  }
}

const posts = (): FakeRequest[] => rig.fake.ledger.filter(({ url }) => !url.startsWith("/api/users"));

test("a chat message goes to each connection once; a tenant's token wins over the connection's, and that over the channel's", async () => {
  await rig.addChannel("team", "CHAT", [slack({ botToken: BOT })]);
  await rig.addWorkflow("told", [chat({ markdown: "**{{ data.n }}**" })]);
  await rig.ask('mutation { setTenant(input: { tenantId: "acme" }) { tenant { id } } }');
  await setData({
    recipient: { userId: "ada" },
    data: {
      connections: [
        { channelId: "C0123456789", accessToken: "xoxb-the-token-of-a-connection" },
        { userId: "U0123456789" },
        { incomingWebhook: { url: HOOK } },
      ],
    },
  });
  await rig.send("told", { n: "<!channel>" });
  await drainAll();
  const seen = posts().map(({ url, headers, body }) => [url, headers.authorization, JSON.parse(body).channel]);
  expect(seen.sort()).toEqual([
    ["/api/chat.postMessage", "Bearer xoxb-the-token-of-a-connection", "C0123456789"],
    ["/api/chat.postMessage", `Bearer ${BOT}`, "U0123456789"],
    ["/services/T1/B1/asecretofaconnection", undefined, undefined],
  ]);
  for (const { body } of posts()) expect(JSON.parse(body).text).toBe("*&lt;!channel&gt;*");

  await setData({ tenantId: "acme", data: { token: { accessToken: "xoxb-the-token-of-a-tenant" } } });
  rig.fake.ledger.length = 0;
  await rig.finished(await rig.notify("told", ["ada"], { data: { n: 1 }, tenant: { tenantId: "acme" } }));
  await drainAll();
  const used = posts().map(({ headers }) => headers.authorization);
  expect(used.filter((each) => each === "Bearer xoxb-the-token-of-a-tenant")).toHaveLength(2);
  const rows = await rig.db.database.query(
    "select to_jsonb(d) from deliveries d union all select to_jsonb(a) from attempts a",
  );
  expect(JSON.stringify(rows)).not.toMatch(/xoxb|asecretofaconnection/);
});

test("a user without connections is looked up by email address, once, if the step says so", async () => {
  await rig.addChannel("team", "CHAT", [slack({ botToken: BOT })]);
  const template = { markdown: "Hi", overrides: { findsUserByEmail: true } };
  await rig.addWorkflow("told", [chat(template)]);
  await rig.addWorkflow("strict", [chat({ markdown: "Hi" })]);
  for (let turn = 0; turn < 2; turn += 1) {
    await rig.send("told");
    await drainAll();
  }
  expect(rig.fake.ledger.map(({ url }) => url)).toEqual([
    "/api/users.lookupByEmail?email=ada%40example.com",
    "/api/chat.postMessage",
    "/api/chat.postMessage",
  ]);
  expect(JSON.parse(posts()[0]?.body ?? "").channel).toBe("U0FROMEMAIL");
  for (const [workflow, userId] of [
    ["told", "bob"],
    ["strict", "ada"],
  ] as const) {
    const { runs } = await rig.finished(await rig.notify(workflow, [userId]));
    expect(runs[0]?.codes).toContain("channel.no_address");
  }
  // A user whom the vendor does not know gets nothing, and is looked up again later.
  rig.fake.answer = () => ({ status: 200, body: { ok: false, error: "users_not_found" } });
  await rig.ask('mutation { identify(input: { userId: "ada", email: "unknown@example.com" }) { user { id } } }');
  await rig.send("told");
  await drainAll();
  expect((await rig.seen()).at(-1)).toMatchObject({ state: "UNDELIVERED", reason: "gone" });
});

test("the provider's raw JSON is sent unchanged, and data inside it stays data", async () => {
  await rig.addChannel("team", "CHAT", [slack({ webhookUrl: HOOK })]);
  const json = [
    { type: "section", text: { type: "mrkdwn", text: "*Order* {{ data.n }} <https://acme.example|open>" } },
    { type: "divider" },
  ];
  await rig.addWorkflow("told", [chat({ json, summary: "Order {{ data.n }}" })]);
  await rig.send("told", { n: '<!channel> ","x":"y" {{7*7}}' });
  await drainAll();
  const { blocks, text } = JSON.parse(posts()[0]?.body ?? "");
  expect(blocks[1]).toEqual({ type: "divider" });
  expect(blocks[0].text.text).toBe('*Order* <\u200b!channel> ","x":"y" {{7*7}} <https://acme.example|open>');
  expect(text).toBe('Order &lt;!channel&gt; ","x":"y" {{7*7}}');
  const { data } = await rig.ask(
    "{ messages { nodes { ... on ChatMessage { content { ... on ChatContent { text payload summary } } } } } }",
  );
  expect(JSON.stringify(data)).toContain('"payload":{"blocks":[{"text"');
});

test("a Discord user is messaged through a DM channel that is opened once", async () => {
  await rig.addChannel("team", "CHAT", [{ providerKey: "discord", settings: { botToken: "a-bot-token-of-discord" } }]);
  await rig.addWorkflow("told", [chat({ markdown: "@everyone {{ data.n }}" })]);
  await setData({ recipient: { userId: "ada" }, data: { connections: [{ userId: "123456789012345678" }] } });
  rig.fake.answer = ({ url }) =>
    url.endsWith("/users/@me/channels")
      ? { status: 200, body: { id: "222222222222222222" } }
      : { status: 200, body: { id: "333333333333333333" } };
  for (let turn = 0; turn < 2; turn += 1) {
    await rig.send("told");
    await drainAll();
  }
  expect(rig.fake.ledger.map(({ url }) => url)).toEqual([
    "/api/v10/users/@me/channels",
    "/api/v10/channels/222222222222222222/messages",
    "/api/v10/channels/222222222222222222/messages",
  ]);
  expect(JSON.parse(rig.fake.ledger[1]?.body ?? "").allowed_mentions).toEqual({ parse: [] });
});

test("simulate shows one message per connection, and none for a user without connections", async () => {
  await rig.addChannel("team", "CHAT", [slack({ botToken: BOT })]);
  await rig.addWorkflow("told", [chat({ json: { text: "{{ data.n }}" } })]);
  await setData({ recipient: { userId: "ada" }, data: { connections: [{ channelId: "C1" }, { channelId: "C2" }] } });
  const { data, errors } = await rig.ask(
    `query ($i: SimulateInput!) { simulate(input: $i) {
      messages { stepRef content { ... on ChatContent { payload } } } runs { trace { code } } } }`,
    {
      i: {
        workflowKey: "told",
        triggers: [{ recipients: [{ to: { userId: "ada" } }, { to: { userId: "bob" } }], data: { n: "x" } }],
      },
    },
  );
  expect(errors).toEqual([]);
  const { messages, runs } = JSON.parse(JSON.stringify(data)).simulate;
  expect(messages).toEqual([1, 2].map(() => ({ stepRef: "chat", content: { payload: { text: "x" } } })));
  const codes = runs.map((run: { trace: { code: string }[] }) => run.trace.map(({ code }) => code));
  expect(codes).toEqual([
    ["run.started", "message.made", "message.made", "run.completed"],
    ["run.started", "channel.no_address", "run.completed"],
  ]);
});
