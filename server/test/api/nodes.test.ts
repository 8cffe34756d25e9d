import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isInterfaceType } from "graphql";
import { schemaWithoutDatabase } from "../../src/app/composition/print-schema.js";
import { createTestEnvironment, type TestEnvironment } from "../support/environments.js";
import { addMember } from "../support/members.js";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

let api: PopulatedApi;
let other: TestEnvironment;
/** A session of the dashboard. */
let member: TestEnvironment["secret"];

/** Where a node of each type can be found. */
const PLACES: Record<string, string> = {
  Activity: 'feed(recipient: { userId: "ada" }) { items { nodes { activities { nodes { id } } } } }',
  ApiKey: "apiKeys { nodes { id } }",
  ChatMessage: "messages { nodes { ... on ChatMessage { id } } }",
  AuditEntry: "auditEntries { nodes { id } }",
  Channel: "channels { nodes { id } }",
  EmailMessage: "messages { nodes { ... on EmailMessage { id } } }",
  Environment: "environment { id }",
  Feed: 'feed(recipient: { userId: "ada" }, tenantId: "t") { id }',
  FeedItem: 'feed(recipient: { userId: "ada" }) { items { nodes { id } } }',
  Member: "members { nodes { id } }",
  ObjectSubscription: 'user(userId: "ada") { subscriptions { nodes { id } } }',
  PreferenceSet: 'user(userId: "ada") { preferences(tenantId: "t") { id } }',
  PushMessage: "messages { nodes { ... on PushMessage { id } } }",
  RecipientObject: "objects { nodes { id } }",
  Run: "runs { nodes { id } }",
  Session: "session { id }",
  SigningKey: "signingKeys { nodes { id } }",
  SmsMessage: "messages { nodes { ... on SmsMessage { id } } }",
  Tenant: "tenants { nodes { id } }",
  Trigger: "triggers { nodes { id } }",
  User: "users { nodes { id } }",
  WebhookMessage: "messages { nodes { ... on WebhookMessage { id } } }",
  Workflow: "workflows { nodes { id } }",
  WorkflowVersion: "workflows { nodes { versions { nodes { id } } } }",
};

/** The types that ada may see, because the node is hers or has a public profile. */
const SEEN_BY_ADA = new Set([
  ...["Activity", "Feed", "FeedItem", "ObjectSubscription", "PreferenceSet", "RecipientObject", "Tenant", "User"],
  ...["ChatMessage", "EmailMessage", "PushMessage", "SmsMessage", "WebhookMessage"],
]);
/**
 * The types that bob may see. Feeds and preference sets exist for everybody, because they are named rather than
 * stored.
 */
const SEEN_BY_BOB = new Set(["RecipientObject", "User"]);

function typesOfNodes(): string[] {
  const schema = schemaWithoutDatabase();
  const node = schema.getType("Node");
  if (!isInterfaceType(node)) throw new Error("There is no Node.");
  return schema.getPossibleTypes(node).map((type) => type.name);
}

/** All ids below a value. */
function idsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === "id" && typeof part === "string" ? [part] : idsIn(part),
  );
}

/** What belongs to the account, and so to no key. */
const OF_ACCOUNT = new Set(["AuditEntry", "Member", "Session"]);
/** Who finds nodes of a type. */
const finderOf = (type: string): TestEnvironment["secret"] => (OF_ACCOUNT.has(type) ? member : api.home.secret);

async function idsOf(type: string): Promise<string[]> {
  const { data, errors } = await api.ask(`{ ${PLACES[type]} }`, {}, finderOf(type));
  expect(errors).toEqual([]);
  return idsIn(data);
}

/** A workflow that sends through one channel of each external type. */
async function addOutside(): Promise<void> {
  const templates = {
    EMAIL: { subject: "x", markdown: "x" },
    SMS: { text: "x" },
    PUSH: { title: "x", body: "x" },
    CHAT: { markdown: "x" },
    WEBHOOK: { method: "POST", url: "https://a.example/" },
  };
  const steps = Object.entries(templates).map(([type, template]) => ({
    ...{ ref: type, type: "channel", channelKey: type.toLowerCase(), template },
  }));
  for (const type of Object.keys(templates)) {
    const channel = `channelKey: "${type.toLowerCase()}", type: ${type}, name: "${type}"`;
    await api.ask(`mutation { createChannel(input: { ${channel} }) { isReplay } }`);
  }
  await api.addWorkflow("outside", steps);
}

const NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

beforeAll(async () => {
  api = await createPopulatedApi();
  other = await createTestEnvironment(api.db.database, api.modules.environments);
  const { token: sessionToken } = await api.modules.sessions.start({
    ...{
      role: "OWNER",
      method: "PASSWORD",
      memberId: await addMember(api.db.database, "OWNER"),
      environmentId: null,
      ipAddress: null,
      userAgent: null,
    },
  });
  const environmentKey = (await api.modules.environments.environmentOf(api.home.secret))?.key ?? "";
  member = await api.modules.authentication.authenticate({ sessionToken, environmentKey });
  await api.modules.audit.note({ action: "test.done", target: "test", actorName: "A test", ipAddress: null });
  const mutate = (source: string): Promise<unknown> => api.ask(`mutation { ${source} }`);
  await mutate(
    'identify(input: { userId: "ada", email: "ada@example.com", phoneNumber: "+447700900000" }) { user { id } }',
  );
  await addOutside();
  const data = {
    push: { tokens: ["a1".repeat(32)] },
    chat: { connections: [{ incomingWebhook: { url: "https://hooks.slack.com/services/T1/B1/one" } }] },
  };
  for (const [channelKey, its] of Object.entries(data)) {
    const set = "mutation ($i: SetChannelDataInput!) { setChannelData(input: $i) { channelData { channelKey } } }";
    const { errors } = await api.ask(set, { i: { recipient: { userId: "ada" }, channelKey, data: its } });
    expect(errors).toEqual([]);
  }
  await mutate('setTenant(input: { tenantId: "t" }) { tenant { id } }');
  await mutate(
    'subscribe(input: { object: { collection: "docs", objectId: "d" }, recipients: [{ userId: "ada" }] }) { changedCount }',
  );
  const { generateKeyPairSync } = await import("node:crypto");
  const pem = generateKeyPairSync("ed25519").publicKey.export({ format: "pem", type: "spki" }).toString();
  await mutate(`createSigningKey(input: { publicKey: ${JSON.stringify(pem)} }) { keyId }`);
  const to = [{ to: { userId: "ada" } }];
  await api.notify({
    workflowKey: "plain",
    recipients: to,
    data: { n: 1, secret: 2 },
    actor: { userId: "ada" },
    tenant: { tenantId: "t" },
  });
  await api.notify({ workflowKey: "outside", recipients: to });
  for (const n of [1, 2]) await api.notify({ workflowKey: "batched", recipients: to, data: { n, secret: n } });
  await api.settle();
  api.runtime.clock.advance(60_000);
  await api.settle();
});
afterAll(() => api.close());

test("there is a place for each type of node", () => {
  expect(Object.keys(PLACES).sort()).toEqual(typesOfNodes().sort());
});

describe("an id resolves to its node (G-07):", () => {
  test.each(typesOfNodes())("%s", async (type) => {
    const ids = await idsOf(type);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    const expected = ids.map((id) => ({ __typename: type, id }));
    const finder = finderOf(type);
    expect((await api.ask(NODES, { ids }, finder)).data).toEqual({ nodes: expected });
    const one = await api.ask("query($id: ID!) { node(id: $id) { __typename id } }", { id: ids[0] }, finder);
    expect(one.data).toEqual({ node: expected[0] });
  });

  test.each(typesOfNodes())("%s, only for callers who may see it", async (type) => {
    const ids = await idsOf(type);
    const nulls = ids.map(() => null);
    const seen = ids.map((id) => ({ __typename: type, id }));
    const asked = async (scope: TestEnvironment["secret"]): Promise<unknown> =>
      (await api.ask(NODES, { ids }, scope)).data["nodes"];
    expect(await asked(api.home.asUser("ada"))).toEqual(SEEN_BY_ADA.has(type) ? seen : nulls);
    expect(await asked(api.home.asUser("bob"))).toEqual(SEEN_BY_BOB.has(type) ? seen : nulls);
    expect(await asked(other.secret)).toEqual(nulls);
  });
});

test("ids of all types are resolved in the requested order, and malformed ids as null", async () => {
  const types = typesOfNodes().filter((type) => !OF_ACCOUNT.has(type));
  const ids = (await Promise.all(types.map(idsOf))).map((found) => found[0] ?? "");
  const odd = ["", "x", "usr_", "usr_!", "msg_00", "feed_\u0000", "💥", ids[0]?.toUpperCase() ?? "", `${ids[1]}0`];
  const { data, errors } = await api.ask(NODES, { ids: [...odd, ...ids] });
  expect(errors).toEqual([]);
  expect(data["nodes"]).toMatchObject([...odd.map(() => null), ...ids.map((id) => ({ id }))]);
});

test("an activity is shown as in its feed", async () => {
  const [id] = await idsOf("Activity");
  const { data } = await api.ask("query($id: ID!) { node(id: $id) { ... on Activity { data actor { id } } } }", { id });
  expect(JSON.stringify(data)).not.toContain("secret");
});

describe("the number of statements does not grow with the page size (G-19):", () => {
  async function statementsFor(source: string): Promise<number> {
    const asked = async (): Promise<number> => {
      let count = 0;
      const stop = api.db.database.onStatement(() => count++);
      const { errors } = await api.ask(source);
      stop();
      expect(errors).toEqual([]);
      return count;
    };
    await asked();
    return asked();
  }
  const RECIPIENT = "{ __typename ... on User { userId } }";
  const ITEM = `{ id workflowKey categories recipient ${RECIPIENT} tenant { name } actors ${RECIPIENT}
    activities(first: 5) { nodes { id data actor ${RECIPIENT} } } }`;
  /** A field of a page of `size`, and its maximum number of statements. */
  const FIELDS: [string, (size: number) => string, number][] = [
    [
      "a feed",
      (n) => `feed(recipient: { userId: "ada" }) { version counts { unread } items(first: ${n}) { nodes ${ITEM} } }`,
      4,
    ],
    [
      "messages",
      (n) => `messages(first: ${n}) { nodes { id recipient ${RECIPIENT} tenant { name } ... on FeedItem ${ITEM} } }`,
      5,
    ],
    [
      "runs",
      (n) => `runs(first: ${n}) { nodes { id status trace { message } recipient ${RECIPIENT} messages { id } } }`,
      4,
    ],
    ["triggers", (n) => `triggers(first: ${n}) { nodes { id workflowKey status runCount } }`, 2],
    ["users", (n) => `users(first: ${n}) { nodes { id preferences { rules { source } } } }`, 3],
    ["objects", (n) => `objects(first: ${n}) { nodes { id preferences { rules { source } } } }`, 3],
    ["tenants", (n) => `tenants(first: ${n}) { nodes { id name } }`, 1],
    ["workflows", (n) => `workflows(first: ${n}) { nodes { id document } }`, 1],
    ["channels", (n) => `channels(first: ${n}) { nodes { id } }`, 1],
    ["keys", (n) => `apiKeys(first: ${n}) { nodes { id } }`, 1],
    ["signing keys", (n) => `signingKeys(first: ${n}) { nodes { id } }`, 1],
    [
      "subscriptions",
      (n) => `user(userId: "ada") { subscriptions(first: ${n}) { nodes { id object { id } recipient { id } } } }`,
      4,
    ],
    [
      "subscribers",
      (n) =>
        `object(collection: "docs", objectId: "d") { subscribers(first: ${n}) { nodes { id object { id } recipient { id } } } }`,
      4,
    ],
  ];

  beforeAll(async () => {
    const many = Array.from({ length: 20 }, (_each, n) => n);
    for (const n of many) {
      const to = [{ to: { user: { userId: "ada", name: "Ada" } } }, { to: { user: { userId: `u${n}`, name: "x" } } }];
      const call = {
        recipients: to,
        data: { n },
        tenant: { tenantId: `t${n}`, name: "x" },
        actor: { user: { userId: `a${n}`, name: "x" } },
      };
      await api.notify({ workflowKey: "plain", ...call });
      if (n % 4 === 0) {
        await api.notify({ workflowKey: "batched", ...call });
        await api.settle();
        api.runtime.clock.advance(60_000);
      }
      await api.ask(
        `mutation { subscribe(input: { object: { collection: "docs", objectId: "d${n}" }, recipients: [{ userId: "ada" }] }) { changedCount } }`,
      );
      await api.ask(
        `mutation { subscribe(input: { object: { collection: "docs", objectId: "d" }, recipients: [{ userId: "u${n}" }] }) { changedCount } }`,
      );
    }
    await api.settle();
    await api.modules.runs.worker.stop();
  });

  test.each(FIELDS)("%s", async (_name, field, most) => {
    const few = await statementsFor(`{ ${field(2)} }`);
    const many = await statementsFor(`{ ${field(20)} }`);
    expect(many).toBeLessThanOrEqual(most);
    expect(few).toBeLessThanOrEqual(most);
  });
});
