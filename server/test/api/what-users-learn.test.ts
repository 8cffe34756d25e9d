import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createPopulatedApi, type PopulatedApi } from "../support/populated-api.js";

/**
 * Names of equal length: some of things that are unrelated to ada, some of things that do not exist. Answers to ada
 * may differ in nothing but these names.
 */
const KNOWN = { tenant: "acme-known", user: "bob-known", object: "doc-known" };
const UNKNOWN = { tenant: "acme-other", user: "bob-other", object: "doc-other" };
type Names = typeof KNOWN;

const SET =
  "{ commercialSubscribed rules { workflowKey category allow source } tenant { id tenantId name properties } }";
const USER =
  "{ __typename userId name avatar email phoneNumber timezone locale properties createdAt updatedAt preferences { id } subscriptions { nodes { id } } }";
const OBJECT = `{ __typename collection objectId name avatar properties createdAt updatedAt preferences { id } subscribers { nodes { id } } }`;
const REF = ({ object }: Names): string => `{ object: { collection: "docs", objectId: "${object}" } }`;

/** Every way in which a user token may name a tenant, a user or an object. */
const WAYS: Record<string, (names: Names) => string> = {
  "preferences in a tenant": ({ tenant }) => `{ viewer { preferences(tenantId: "${tenant}") ${SET} } }`,
  "preferences in a tenant, by user": ({ tenant }) =>
    `{ user(userId: "ada") { preferences(tenantId: "${tenant}") ${SET} } }`,
  "writing preferences in a tenant": ({ tenant }) =>
    `mutation { setPreferences(input: { tenantId: "${tenant}", rules: [{ category: "x", allow: false }] }) { preferences ${SET} } }`,
  "a feed through a tenant": ({ tenant }) =>
    `{ feed(tenantId: "${tenant}") { counts { total } items { nodes { id tenant { name } } } } }`,
  "marking a feed through a tenant": ({ tenant }) =>
    `mutation { markFeed(input: { tenantId: "${tenant}", mark: READ }) { changedCount } }`,
  "the tenant": ({ tenant }) => `{ tenant(tenantId: "${tenant}") { name } }`,
  "a user": ({ user }) => `{ user(userId: "${user}") ${USER} }`,
  "a user's feed": ({ user }) => `{ feed(recipient: { userId: "${user}" }) { counts { total } } }`,
  "a user's preferences": ({ user }) =>
    `mutation { setPreferences(input: { recipient: { userId: "${user}" }, commercialSubscribed: true }) { preferences ${SET} } }`,
  "identifying a user": ({ user }) => `mutation { identify(input: { userId: "${user}", name: "x" }) { user ${USER} } }`,
  "marking a user's feed": ({ user }) =>
    `mutation { markFeed(input: { recipient: { userId: "${user}" }, mark: READ }) { changedCount } }`,
  "deleting a user": ({ user }) => `mutation { deleteUser(input: { userId: "${user}" }) { wasKnown } }`,
  "an object": ({ object }) => `{ object(collection: "docs", objectId: "${object}") ${OBJECT} }`,
  "an object's feed": (names) => `{ feed(recipient: ${REF(names)}) { counts { total } } }`,
  "an object's preferences": (names) =>
    `mutation { setPreferences(input: { recipient: ${REF(names)}, commercialSubscribed: true }) { preferences ${SET} } }`,
  "marking an object's feed": (names) =>
    `mutation { markFeed(input: { recipient: ${REF(names)}, mark: READ }) { changedCount } }`,
  "subscribing to an object": ({ object }) =>
    `mutation { subscribe(input: { object: { collection: "docs", objectId: "${object}" }, recipients: [{ userId: "ada" }] }) { changedCount } }`,
};

let api: PopulatedApi;
beforeAll(async () => {
  api = await createPopulatedApi();
  const must = async (source: string): Promise<void> => {
    expect((await api.ask(`mutation { ${source} }`)).errors).toEqual([]);
  };
  await must('identify(input: { userId: "ada", name: "Ada" }) { user { id } }');
  await must(
    `identify(input: { userId: "${KNOWN.user}", name: "Bob", email: "b@x", avatar: "https://x/b.png" }) { user { id } }`,
  );
  await must(`setTenant(input: { tenantId: "${KNOWN.tenant}", name: "Acme" }) { tenant { id } }`);
  await must(
    `setDefaultPreferences(input: { tenantId: "${KNOWN.tenant}", rules: [{ category: "secret", allow: false }], commercialSubscribed: false }) { preferences { id } }`,
  );
  await must(`setObject(input: { collection: "docs", objectId: "${KNOWN.object}", name: "Doc" }) { object { id } }`);
  const to = [{ to: { userId: KNOWN.user } }];
  await api.notify({ workflowKey: "plain", recipients: to, tenant: { tenantId: KNOWN.tenant }, data: { n: 1 } });
  await api.notify({
    workflowKey: "plain",
    recipients: [{ to: { object: { collection: "docs", objectId: KNOWN.object } } }],
  });
  await api.settle();
});
afterAll(() => api.close());

async function answerTo(way: (names: Names) => string, names: Names): Promise<string> {
  const answer = await api.ask(way(names), {}, api.home.asUser("ada"));
  return Object.entries(names).reduce(
    (text, [kind, name]) => text.replaceAll(name, `<${kind}>`),
    JSON.stringify(answer),
  );
}

describe("X-19: a user token cannot distinguish unrelated things from things that do not exist:", () => {
  test.each(Object.keys(WAYS))("%s", async (name) => {
    const way = WAYS[name];
    if (!way) throw new Error(name);
    expect(await answerTo(way, KNOWN)).toBe(await answerTo(way, UNKNOWN));
  });

  test("a tenant by its global id", async () => {
    const { data } = await api.ask(`{ tenant(tenantId: "${KNOWN.tenant}") { id } }`);
    const { id } = JSON.parse(JSON.stringify(data.tenant));
    const node = "query($id: ID!) { node(id: $id) { id ... on Tenant { name } } nodes(ids: [$id]) { id } }";
    const asked = await api.ask(node, { id }, api.home.asUser("ada"));
    expect(asked).toEqual({ data: { node: null, nodes: [null] }, errors: [] });
  });

  test("the statements are equal, so that timing reveals nothing either", async () => {
    const statementsFor = async (names: Names): Promise<string[]> => {
      const said: string[] = [];
      for (const way of Object.values(WAYS)) {
        const stop = api.db.database.onStatement((sql) => said.push(sql));
        await api.ask(way(names), {}, api.home.asUser("ada"));
        stop();
      }
      return said;
    };
    // The statements of a running worker would be among those of the calls.
    const { worker } = api.modules.runs;
    await worker.stop();
    expect(await statementsFor(KNOWN)).toEqual(await statementsFor(UNKNOWN));
    await worker.start();
  });
});

describe("X-19: a user token can read", () => {
  test("the tenant of a message of its user, and that tenant's defaults", async () => {
    const query = `{ viewer { preferences(tenantId: "${KNOWN.tenant}") ${SET} } }`;
    const { data } = await api.ask(query, {}, api.home.asUser(KNOWN.user));
    expect(data.viewer).toMatchObject({
      preferences: {
        commercialSubscribed: false,
        rules: [{ category: "secret", allow: false, source: "TENANT" }],
        tenant: { tenantId: KNOWN.tenant, name: "Acme", properties: null },
      },
    });
  });

  test("an object to which its user is subscribed", async () => {
    const query = `{ object(collection: "docs", objectId: "${KNOWN.object}") { name } }`;
    const subscribed = `mutation { subscribe(input: { object: { collection: "docs", objectId: "${KNOWN.object}" }, recipients: [{ userId: "fan" }] }) { changedCount } }`;
    expect((await api.ask(subscribed)).errors).toEqual([]);
    expect((await api.ask(query, {}, api.home.asUser("fan"))).data).toEqual({ object: { name: "Doc" } });
    expect((await api.ask(query, {}, api.home.asUser("ada"))).data).toEqual({ object: { name: null } });
  });
});

describe("F8: a recipient that was never identified has its id, and null in all other fields:", () => {
  const FACE =
    "{ __typename id name avatar ... on User { userId email properties } ... on RecipientObject { collection objectId } }";
  const ME = "{ __typename id name avatar userId email properties }";
  const GHOST = { __typename: "User", userId: "ghost", name: null, avatar: null, email: null, properties: null };
  const THING = { __typename: "RecipientObject", collection: "docs", objectId: "ghost", name: null, avatar: null };

  beforeAll(async () => {
    for (const to of [{ userId: "ghost" }, { object: { collection: "docs", objectId: "ghost" } }]) {
      await api.notify({ workflowKey: "plain", recipients: [{ to }], data: { n: "f8" } });
    }
    await api.settle();
    const subscribe = (object: string): string =>
      `mutation { subscribe(input: { object: { collection: "docs", objectId: "${object}" }, recipients: [{ userId: "ghost" }] }) { changedCount } }`;
    expect((await api.ask(subscribe("stored"))).errors).toEqual([]);
  });

  test("of runs, messages and feeds", async () => {
    const of = (ref: string): string => `{
      runs(filter: { recipient: ${ref} }) { nodes { recipient ${FACE} } }
      messages(filter: { recipient: ${ref} }) { nodes { recipient ${FACE} } }
      feed(recipient: ${ref}) { recipient ${FACE} items { nodes { recipient ${FACE} } } } }`;
    for (const [ref, face] of [
      ['{ userId: "ghost" }', GHOST],
      ['{ object: { collection: "docs", objectId: "ghost" } }', THING],
    ] as const) {
      const { data, errors } = await api.ask(of(ref));
      expect(errors).toEqual([]);
      const one = { nodes: [{ recipient: face }] };
      expect(data).toMatchObject({ runs: one, messages: one, feed: { recipient: face, items: one } });
    }
  });

  test("of subscriptions, from both sides", async () => {
    const ghosts = api.home.asUser("ghost");
    const { data } = await api.ask(
      `{ viewer { userId name subscriptions { nodes { object { objectId } recipient ${FACE} } } } }`,
      {},
      ghosts,
    );
    expect(data.viewer).toMatchObject({
      userId: "ghost",
      subscriptions: { nodes: [{ object: { objectId: "stored" }, recipient: GHOST }] },
    });
  });

  test("of the viewer, whose id resolves to it", async () => {
    const ghosts = api.home.asUser("ghost");
    const { data } = await api.ask(`{ viewer ${ME} feed { recipient ${FACE} } }`, {}, ghosts);
    expect(data).toMatchObject({ viewer: GHOST, feed: { recipient: GHOST } });
    const { id } = JSON.parse(JSON.stringify(data.viewer));
    for (const scope of [ghosts, api.home.secret]) {
      const node = await api.ask(`query($id: ID!) { node(id: $id) { ... on User ${ME} } }`, { id }, scope);
      expect(node.data.node).toEqual({ ...GHOST, id });
    }
  });

  test("an id of maximum length with four-byte characters also resolves", async () => {
    const userId = "😀".repeat(128);
    const { data } = await api.ask("{ viewer { id } }", {}, api.home.asUser(userId));
    const { id } = JSON.parse(JSON.stringify(data.viewer));
    const node = await api.ask("query($id: ID!) { node(id: $id) { ... on User { userId } } }", { id });
    expect(node.data.node).toEqual({ userId });
  });

  test("a secret key that asks for an unidentified recipient by id gets null", async () => {
    const { data } = await api.ask(
      '{ user(userId: "ghost") { id } object(collection: "docs", objectId: "ghost") { id } }',
    );
    expect(data).toEqual({ user: null, object: null });
  });
});
