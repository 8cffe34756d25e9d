import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { waitUntil } from "../support/wait-until.js";

let server: TestServer;

const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { isReplay trigger { id } } }";
const SWITCH = "mutation($i: SetWorkflowActiveInput!) { setWorkflowActive(input: $i) { workflow { isActive } } }";

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
  await addWorkflow(server, "off", [BELL]);
});

afterAll(() => server.stop());

async function must(query: string, variables: object): Promise<Answer["data"]> {
  const answer = await server.ask(query, variables);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

const ann = (data?: object): object => ({ to: { userId: "ann" }, ...(data ? { data } : {}) });

describe("a recipient who is named twice in one call", () => {
  test("gets one run, with the data of the first mention", async () => {
    const recipients = [ann({ n: "first" }), { to: { userId: "bob" } }, ann({ n: "second" })];
    const { notify } = await must(NOTIFY, { i: { workflowKey: "plain", recipients } });
    const query = "query($id: ID!) { trigger(id: $id) { status runCount } }";
    await waitUntil(async () => (await must(query, { id: notify.trigger.id })).trigger.status === "COMPLETED");
    expect((await must(query, { id: notify.trigger.id })).trigger.runCount).toBe(2);
    const feed = 'query { feed(recipient: { userId: "ann" }) { items { nodes { data } } } }';
    expect((await must(feed, {})).feed.items.nodes).toEqual([{ data: { n: "first" } }]);
  });
});

describe("a workflow that is switched off", () => {
  const off = { workflowKey: "off", recipients: [ann()] };

  test("accepts no call, and an earlier call with a key returns the same answer", async () => {
    const keyed = { ...off, idempotencyKey: "made-before" };
    const before = await must(NOTIFY, { i: keyed });
    await must(SWITCH, { i: { workflowKey: "off", isActive: false } });

    const refused = await server.ask(NOTIFY, { i: off });
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["input", "workflowKey"], code: "workflow_inactive" }],
    });
    const replayed = await must(NOTIFY, { i: keyed });
    expect(replayed.notify).toEqual({ isReplay: true, trigger: before.notify.trigger });
  });

  test("is refused with its index among many calls", async () => {
    const query =
      "mutation($i: NotifyManyInput!) { notifyMany(input: $i) { results { trigger { id } error { code issues { path code } } } } }";
    const items = [{ workflowKey: "plain", recipients: [ann()] }, off];
    const [fine, refused] = (await must(query, { i: { items } })).notifyMany.results;
    expect(fine).toMatchObject({ trigger: { id: expect.any(String) }, error: null });
    const path = ["input", "items", "1", "workflowKey"];
    expect(refused).toMatchObject({ trigger: null, error: { issues: [{ path, code: "workflow_inactive" }] } });
  });
});

describe("a template that reads recipient.preferences", () => {
  test("sees every rule in force and its source, as conditions do", async () => {
    const text =
      "{% for rule in recipient.preferences.rules %}{{ rule.category }} {{ rule.allow }} ({{ rule.source }}), {% endfor %}" +
      "commercial {{ recipient.preferences.commercial_subscribed }}";
    const all = { variable: "recipient.preferences.commercial_subscribed", operator: "equal_to", argument: false };
    await addWorkflow(server, "wants", [{ ...BELL, template: { text }, conditions: { all: [all] } }]);
    await must(
      "mutation($i: SetDefaultPreferencesInput!) { setDefaultPreferences(input: $i) { preferences { id } } }",
      {
        i: { rules: [{ category: "news", allow: false }] },
      },
    );
    await must("mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { id } } }", {
      i: { recipient: { userId: "dan" }, rules: [{ category: "billing", allow: true }], commercialSubscribed: false },
    });
    await must(NOTIFY, { i: { workflowKey: "wants", recipients: [{ to: { userId: "dan" } }] } });
    const query =
      'query { feed(recipient: { userId: "dan" }) { items { nodes { blocks { ... on TextBlock { text } } } } } }';
    await waitUntil(async () => (await must(query, {})).feed?.items.nodes.length === 1);
    expect((await must(query, {})).feed.items.nodes[0].blocks).toEqual([
      { text: "billing true (RECIPIENT), news false (ENVIRONMENT), commercial false" },
    ]);
  });
});

describe("a run that sleeps while its workflow is committed again", () => {
  test("continues with the version that accepted its trigger", async () => {
    const steps = (text: string): object[] => [
      { ref: "later", type: "delay", for: { unit: "seconds", value: 2 } },
      { ...BELL, template: { text } },
    ];
    await addWorkflow(server, "slow", steps("old"));
    const call = { i: { workflowKey: "slow", recipients: [{ to: { userId: "eve" } }] } };
    await must(NOTIFY, call);
    await addWorkflow(server, "slow", steps("new"));
    await must(NOTIFY, call);
    const query =
      'query { feed(recipient: { userId: "eve" }) { items { nodes { blocks { ... on TextBlock { text } } } } } }';
    const items = async (): Promise<Answer["data"][]> => (await must(query, {})).feed?.items.nodes ?? [];
    await waitUntil(async () => (await items()).length === 2);
    expect(await items()).toEqual([{ blocks: [{ text: "new" }] }, { blocks: [{ text: "old" }] }]);
  });
});

describe("stored users, objects and tenants that are given inline", () => {
  test("are merged deeply: null removes a key, lists are replaced, omitted keys stay", async () => {
    const kept = { plan: { seats: 3, tags: ["a", "b"], trial: true }, city: "Berlin" };
    const said = { plan: { tags: ["c"], trial: null } };
    const merged = { plan: { seats: 3, tags: ["c"] }, city: "Berlin" };
    const call = (properties: object, more: object = {}): object => ({
      workflowKey: "plain",
      recipients: [
        { to: { user: { userId: "cleo", properties, ...more } } },
        { to: { object: { collection: "teams", objectId: "red", properties } } },
      ],
      tenant: { tenantId: "acme", properties },
    });
    await must(NOTIFY, { i: call(kept, { name: "Cleo", email: "cleo@example.com" }) });
    await must(NOTIFY, { i: call(said, { email: null }) });
    const stored = await must(
      `query { user(userId: "cleo") { name email properties } object(collection: "teams", objectId: "red") { properties }
         tenant(tenantId: "acme") { properties } }`,
      {},
    );
    expect(stored).toEqual({
      user: { name: "Cleo", email: null, properties: merged },
      object: { properties: merged },
      tenant: { properties: merged },
    });
  });
});
