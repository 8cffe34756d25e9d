import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SignJWT } from "jose";
import WebSocket from "ws";
import { startCarillon } from "../../src/app/start-server.js";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { createTestDatabase } from "../support/database.js";
import { waitUntil } from "../support/wait-until.js";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function askWith(headers: Record<string, string>, query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch(`${server.carillon.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json() as Promise<Answer>;
}

const withKey = (key: string, query: string, variables: object = {}): Promise<Answer> =>
  askWith({ authorization: `Bearer ${key}` }, query, variables);

const CREATE_KEY =
  "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id kind name lastFour revokedAt } key isReplay } }";
const REVOKE_KEY = "mutation($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id revokedAt } } }";
const WATCH = "subscription { feedChanged { isReset removedIds feed { counts { total } } } }";
const VIEWER = "{ viewer { userId } environment { key } }";

describe("api keys", () => {
  test("are shown once; a replay returns the key's record without the key and creates no second key", async () => {
    const i = { kind: "SECRET", name: "deploy", idempotencyKey: "k1" };
    const first = (await server.ask(CREATE_KEY, { i })).data.createApiKey;
    const second = (await server.ask(CREATE_KEY, { i })).data.createApiKey;
    expect(first).toMatchObject({
      isReplay: false,
      key: expect.stringMatching(/^sk_/),
      apiKey: { kind: "SECRET", name: "deploy" },
    });
    expect(second).toEqual({ isReplay: true, key: null, apiKey: first.apiKey });
    expect(first.key.endsWith(first.apiKey.lastFour)).toBe(true);
    const reused = await server.ask(CREATE_KEY, { i: { ...i, kind: "PUBLIC" } });
    expect(reused.errors?.[0]?.extensions.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  test("work at once and stop at once", async () => {
    const { key, apiKey } = (await server.ask(CREATE_KEY, { i: { kind: "SECRET" } })).data.createApiKey;
    expect((await withKey(key, VIEWER)).data.environment).toEqual({ key: "test" });
    const revoked = (await withKey(key, REVOKE_KEY, { i: { id: apiKey.id } })).data.revokeApiKey.apiKey;
    expect(revoked.revokedAt).not.toBeNull();
    const after = await withKey(key, VIEWER);
    expect(after.data).toEqual({ viewer: null, environment: null });
    expect(after.errors?.map((error) => error.extensions.code)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
    expect((await server.ask(`{ node(id: "${apiKey.id}") { ... on ApiKey { id revokedAt } } }`)).data.node).toEqual(
      revoked,
    );
  });

  test("are listed in pages without gaps or duplicates", async () => {
    for (let i = 0; i < 3; i++) await server.ask(CREATE_KEY, { i: { kind: "PUBLIC", name: `p${i}` } });
    const query =
      "query($a: String) { apiKeys(first: 2, after: $a) { nodes { id } edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }";
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Answer["data"] = (await server.ask(query, { a: after })).data.apiKeys;
      seen.push(...page.nodes.map((node: { id: string }) => node.id));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    const all = (await server.ask("{ apiKeys(last: 100) { nodes { id } } }")).data.apiKeys.nodes;
    expect(all.map((node: { id: string }) => node.id)).toEqual(seen);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each([
    ["{ apiKeys(first: 0) { nodes { id } } }", ["first"]],
    ["{ apiKeys(first: 101) { nodes { id } } }", ["first"]],
    ["{ users(last: -1) { nodes { id } } }", ["last"]],
    ['{ users(after: "nonsense") { nodes { id } } }', ["after"]],
    ['{ user(userId: "a/b") { id } }', ["userId"]],
    ['{ user(userId: "\\u0000") { id } }', ["userId"]],
    ['{ object(collection: "a b", objectId: "1") { id } }', ["collection"]],
    ['{ tenant(tenantId: "") { id } }', ["tenantId"]],
    ['mutation { deleteUser(input: { userId: "" }) { wasKnown } }', ["input", "userId"]],
    ['mutation { identify(input: { userId: "x", name: "\\u0000" }) { user { id } } }', ["input", "name"]],
    ['mutation { createEnvironment(input: { key: "A b", name: "x" }) { isReplay } }', ["input", "key"]],
    ['mutation { createSigningKey(input: { publicKey: "x" }) { keyId } }', ["input", "publicKey"]],
  ])("%s is refused with the path of the bad value", async (query, path) => {
    const { errors } = await server.ask(query);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", issues: [{ path }] });
  });

  test("cannot be listed, created or revoked by a user", async () => {
    const queries = [
      "{ apiKeys { nodes { id } } }",
      "{ signingKeys { nodes { id } } }",
      "{ environment { id } }",
      "{ users { nodes { id } } }",
      "{ objects { nodes { id } } }",
      "{ tenants { nodes { id } } }",
      '{ tenant(tenantId: "acme") { id } }',
      "mutation { createApiKey(input: { kind: SECRET }) { key } }",
      'mutation { revokeApiKey(input: { id: "key_x" }) { apiKey { id } } }',
      'mutation { createSigningKey(input: { publicKey: "x" }) { keyId } }',
      'mutation { revokeSigningKey(input: { keyId: "x" }) { signingKey { id } } }',
      'mutation { createEnvironment(input: { key: "mine", name: "Mine" }) { secretKey } }',
      'mutation { updateEnvironment(input: { environmentKey: "test", linkSchemes: ["x"] }) { environment { id } } }',
      'mutation { setTenant(input: { tenantId: "x" }) { tenant { id } } }',
      'mutation { setObject(input: { collection: "c", objectId: "1" }) { object { id } } }',
      'mutation { subscribe(input: { object: { collection: "c", objectId: "1" }, recipients: [{ userId: "a" }] }) { changedCount } }',
      'mutation { unsubscribe(input: { object: { collection: "c", objectId: "1" }, recipients: [{ userId: "a" }] }) { changedCount } }',
      'mutation { deleteUser(input: { userId: "a" }) { wasKnown } }',
      'mutation { deleteObject(input: { collection: "c", objectId: "1" }) { wasKnown } }',
      'mutation { deleteTenant(input: { tenantId: "acme" }) { wasKnown } }',
    ];
    for (const query of queries) {
      const { errors } = await server.ask(query, {}, "ada");
      expect([query, errors?.[0]?.extensions.code]).toEqual([query, "FORBIDDEN"]);
    }
  });
});

describe("an environment", () => {
  test("is created with its first keys, once per idempotency key, and sees nothing of another environment", async () => {
    const create =
      "mutation($i: CreateEnvironmentInput!) { createEnvironment(input: $i) { environment { id key isDevelopment } secretKey publicKey isReplay } }";
    const i = { key: "staging", name: "Staging", idempotencyKey: "e1" };
    const made = (await server.ask(create, { i })).data.createEnvironment;
    expect(made).toMatchObject({ isReplay: false, environment: { key: "staging", isDevelopment: false } });
    expect((await server.ask(create, { i })).data.createEnvironment).toEqual({
      ...made,
      isReplay: true,
      secretKey: null,
      publicKey: null,
    });
    expect((await server.ask(create, { i: { ...i, idempotencyKey: "e2" } })).errors?.[0]?.extensions.code).toBe(
      "CONFLICT",
    );

    const ada = (await server.ask('mutation { identify(input: { userId: "ada", name: "Ada" }) { user { id } } }')).data
      .identify.user;
    const look = `{ environment { key } users { nodes { id } } user(userId: "ada") { id } node(id: "${ada.id}") { id } }`;
    expect((await withKey(made.secretKey, look)).data).toEqual({
      environment: { key: "staging" },
      users: { nodes: [] },
      user: null,
      node: null,
    });
    expect((await server.ask(`{ node(id: "${made.environment.id}") { id } }`)).data.node).toBeNull();
  });
});

test("in an operator's own database starts with the key of the settings and an in-app channel, however many processes start", async () => {
  const db = await createTestDatabase();
  const key = "sk_an-operator-made-this-one-up-0123456789";
  const env = { DATABASE_URL: db.url, PORT: "0", LOG_LEVEL: "silent", CARILLON_BOOTSTRAP_SECRET_KEY: key };
  const started = await Promise.all([startCarillon(env, () => undefined), startCarillon(env, () => undefined)]);
  for (const { url } of started) {
    const query = '{ environment { key isDevelopment } feed(recipient: { userId: "ada" }) { channelKey } }';
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toEqual({
      data: { environment: { key: "production", isDevelopment: false }, feed: { channelKey: "in-app" } },
    });
  }
  await Promise.all(started.map((carillon) => carillon.stop()));
  await db.drop();
});

describe("users over the API", () => {
  test("see all of their own profile and the public profile of others", async () => {
    const identify =
      "mutation($i: IdentifyInput!) { identify(input: $i) { user { id userId name email properties } } }";
    const mine = { name: "Bea", email: "bea@x", properties: { plan: "pro" } };
    const stored = (await server.ask(identify, { i: mine }, "bea")).data.identify.user;
    expect(stored).toMatchObject({ userId: "bea", ...mine });
    const look = `{ viewer { email } user(userId: "bea") { name email phoneNumber timezone locale properties createdAt updatedAt }
      node(id: "${stored.id}") { ... on User { name email } } }`;
    expect((await server.ask(look, {}, "bea")).data).toMatchObject({
      viewer: { email: "bea@x" },
      node: { email: "bea@x" },
    });
    const seen = (await server.ask(look, {}, "cid")).data;
    // A caller who holds the global id was shown it. By the user id, others see only the public profile.
    expect(seen.node).toEqual({ name: "Bea", email: null });
    expect(
      Object.entries(seen.user)
        .filter(([, value]) => value !== null)
        .map(([name]) => name),
    ).toEqual(["createdAt", "updatedAt"]);
    expect((await server.ask(identify, { i: { userId: "bea", name: "x" } }, "cid")).errors?.[0]?.extensions.code).toBe(
      "FORBIDDEN",
    );
    expect((await server.ask("{ viewer { id } }")).data.viewer).toBeNull();
  });

  test("disappear with their feed, and a subscription to the feed is reset", async () => {
    await addWorkflow(server, "plain", [BELL]);
    await server.ask('mutation { identify(input: { userId: "gone", name: "G" }) { user { id } } }');
    const open = server.listen(WATCH, {}, "gone");
    const notify =
      'mutation { notify(input: { workflowKey: "plain", recipients: [{ to: { userId: "gone" } }] }) { isReplay } }';
    await server.ask(notify);
    await waitUntil(() => open.events.at(-1)?.feedChanged.feed.counts.total === 1);

    const deleted = await server.ask('mutation { deleteUser(input: { userId: "gone" }) { userId wasKnown } }');
    expect(deleted.data.deleteUser).toEqual({ userId: "gone", wasKnown: true });
    await waitUntil(() => open.events.at(-1)?.feedChanged.feed.counts.total === 0);
    expect(open.events.at(-1).feedChanged.isReset).toBe(true);
    expect((await server.ask('{ user(userId: "gone") { id } }')).data.user).toBeNull();
    open.stop();
  });

  test("lose a deleted tenant's items one by one, and keep the other items", async () => {
    const open = server.listen(WATCH, {}, "member");
    for (const tenant of ["acme", null, "acme"]) {
      const input = {
        workflowKey: "plain",
        recipients: [{ to: { userId: "member" } }],
        tenant: tenant && { tenantId: tenant },
      };
      await server.ask("mutation($i: NotifyInput!) { notify(input: $i) { isReplay } }", { i: input });
    }
    await waitUntil(() => open.events.at(-1)?.feedChanged.feed.counts.total === 3);
    const deleted = await server.ask('mutation { deleteTenant(input: { tenantId: "acme" }) { wasKnown } }');
    expect(deleted.data.deleteTenant).toEqual({ wasKnown: true });
    await waitUntil(() => open.events.at(-1)?.feedChanged.feed.counts.total === 1);
    expect(open.events.at(-1).feedChanged).toMatchObject({
      isReset: false,
      removedIds: [expect.any(String), expect.any(String)],
    });
    open.stop();
  });
});

describe("signed tokens over the API", () => {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
  let keyId = "";

  const sign = (lifeS: number): Promise<string> =>
    new SignJWT({ sub: "tok" })
      .setProtectedHeader({ alg: "EdDSA", kid: keyId })
      .setExpirationTime(Math.floor(Date.now() / 1000) + lifeS)
      .sign(pair.privateKey);

  /** The close code of a socket that was opened with these credentials. */
  async function closeOf(init: object, act: () => Promise<unknown>): Promise<number> {
    const socket = new WebSocket(`${server.carillon.url?.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    await new Promise((resolve) => socket.on("open", resolve));
    const acknowledged = new Promise((resolve) => socket.on("message", resolve));
    socket.send(JSON.stringify({ type: "connection_init", payload: init }));
    await Promise.race([acknowledged, closed]);
    await act();
    return closed;
  }

  beforeAll(async () => {
    const create = "mutation($i: CreateSigningKeyInput!) { createSigningKey(input: $i) { keyId } }";
    keyId = (await server.ask(create, { i: { publicKey, name: "web" } })).data.createSigningKey.keyId;
  });

  test("let a browser act as their user", async () => {
    const headers = { authorization: `Bearer ${server.publicKey}`, "x-carillon-user-token": await sign(60) };
    await askWith(headers, 'mutation { identify(input: { name: "T" }) { user { id } } }');
    expect((await askWith(headers, "{ viewer { userId } }")).data.viewer).toEqual({ userId: "tok" });
    const keys = (await server.ask("{ signingKeys { nodes { keyId algorithm name revokedAt } } }")).data.signingKeys
      .nodes;
    expect(keys).toEqual([{ keyId, algorithm: "EdDSA", name: "web", revokedAt: null }]);
  });

  test("close their socket when they expire", async () => {
    const started = Date.now();
    const code = await closeOf({ apiKey: server.publicKey, userToken: await sign(2) }, async () => undefined);
    expect(code).toBeGreaterThanOrEqual(4000);
    expect(Date.now() - started).toBeLessThan(5000);
  });

  test("close their socket when a key behind them is revoked", async () => {
    const { key, apiKey } = (await server.ask(CREATE_KEY, { i: { kind: "PUBLIC" } })).data.createApiKey;
    const revokeApiKey = (): Promise<Answer> => server.ask(REVOKE_KEY, { i: { id: apiKey.id } });
    expect(await closeOf({ apiKey: key, userToken: await sign(60) }, revokeApiKey)).toBeGreaterThanOrEqual(4000);

    const revokeSigningKey = (): Promise<Answer> =>
      server.ask("mutation($i: RevokeSigningKeyInput!) { revokeSigningKey(input: $i) { signingKey { revokedAt } } }", {
        i: { keyId },
      });
    const init = { apiKey: server.publicKey, userToken: await sign(60) };
    expect(await closeOf(init, revokeSigningKey)).toBeGreaterThanOrEqual(4000);
    const headers = { authorization: `Bearer ${server.publicKey}`, "x-carillon-user-token": await sign(60) };
    expect((await askWith(headers, "{ viewer { userId } }")).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });
});
