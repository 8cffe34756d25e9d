import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { getNamedType, type GraphQLSchema } from "graphql";
import { createClient } from "graphql-ws";
import { SignJWT } from "jose";
import WebSocket from "ws";
import { ROOT_RIGHTS } from "../../src/app/composition/calls/root-rights.js";
import { schemaWithoutDatabase } from "../../src/app/composition/print-schema.js";
import { newKey } from "../../src/platform/encryption/index.js";
import { uuidId } from "../../src/modules/identifiers/index.js";
import { may, ROLES, type Role, type Scope } from "../../src/modules/requests/index.js";
import { addWorkflow, BELL, startTestServer, type Answer, type TestServer } from "../support/carillon.js";
import { addMember } from "../support/members.js";
import { ids, MUTATIONS, newPublicKey, QUERIES } from "../support/root-fields.js";
import { selectAll } from "../support/select-all.js";
import { waitUntil } from "../support/wait-until.js";

let server: TestServer;
const CANARY = "canary-of-home";
const BOBS = "canary-of-bob";

const pair = generateKeyPairSync("ed25519");

function token(sub: string, expiresInS: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sub, exp: now + expiresInS })
    .setProtectedHeader({ alg: "EdDSA", kid: ids["signing key"] ?? "" })
    .sign(pair.privateKey);
}

type Headers = Record<string, string>;
/** The callers, by the headers that they send. */
const callers: Record<string, Headers> = {};
const NOBODIES = [
  "nobody",
  "a public key alone",
  "a revoked secret key",
  "an expired token",
  "a token of another environment",
];
/** The headers of a page of the dashboard, by the role of its session. */
const MEMBERS = ROLES.map((role) => [role, `a ${role.toLowerCase()}`] as const);
const ADAS = ["ada's token", "ada's development id"];

async function ask(headers: Headers, query: string): Promise<Answer> {
  const response = await fetch(`${server.carillon.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBeLessThan(500);
  return response.json() as Promise<Answer>;
}

const schema: GraphQLSchema = schemaWithoutDatabase();
const ROOTS = { query: schema.getQueryType(), mutation: schema.getMutationType() };

function call(kind: "query" | "mutation", name: string, args: string): string {
  const field = ROOTS[kind]?.getFields()[name];
  if (!field) throw new Error(`There is no field ${name}.`);
  const select = /^nodes?$/.test(name)
    ? ` { __typename id ... on User${fields("User")} ... on FeedItem${fields("FeedItem")} }`
    : selectAll(schema, getNamedType(field.type), 2);
  return `${kind} { ${name}${args}${select} }`;
}

function fields(type: string): string {
  const found = schema.getType(type);
  return found ? selectAll(schema, found, 1) : "";
}

function outcomeOf(answer: Answer, name: string): string {
  const error = answer.errors?.[0];
  if (error) return error.extensions.code;
  return answer.data[name] === null ? "null" : "ok";
}

const CASES = [
  ...Object.entries(QUERIES).map(([name, row]) => ["query", name, row] as const),
  ...Object.entries(MUTATIONS).map(([name, row]) => ["mutation", name, row] as const),
];

/** All rows of the home environment, except the last use of its keys and sessions, refusals in the audit log, the worker's state, and counts. */
async function everythingAtHome(): Promise<Record<string, unknown>> {
  const tables = await server.database.query<{ table_name: string }>(
    "select table_name from information_schema.columns where table_schema = 'public' and column_name = 'environment_id' and table_name not in ('lane_claims', 'audit_entries', 'sessions', 'stat_deltas', 'stats_hourly', 'stats_daily') order by 1",
  );
  const found: Record<string, unknown> = {};
  for (const { table_name } of tables) {
    const rows = await server.database.query<{ row: string }>(
      `select (to_jsonb(t) - 'last_used_at')::text as row from ${table_name} t where environment_id = $1 order by 1`,
      [Number(ids["environment number"])],
    );
    found[table_name] = rows.map(({ row }) => row);
  }
  return found;
}

async function must(query: string, headers?: Headers): Promise<Answer["data"]> {
  const answer = await ask(headers ?? callers["secret"] ?? {}, query);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

async function arrange(): Promise<void> {
  const secret = { authorization: `Bearer ${server.secretKey}` };
  const open = { authorization: `Bearer ${server.publicKey}` };
  callers["secret"] = secret;
  const person = (userId: string, words: string): string =>
    `identify(input: { userId: "${userId}", name: "${userId}", email: "${words}@x.y", phoneNumber: "${words}", locale: "${words}", timezone: "${words}", properties: { secret: "${words}" } }) { user { id } }`;
  ids["ada"] = (await must(`mutation { ${person("ada", CANARY)} }`)).identify.user.id;
  await must(`mutation { ${person("bob", `${CANARY} ${BOBS}`)} }`);
  await addWorkflow(server, "plain", [{ ...BELL, template: { markdown: "{{ data.n }}" } }]);
  await addWorkflow(server, "slow", [{ ref: "wait", type: "delay", for: { unit: "days", value: 1 } }, BELL]);
  await must(
    'mutation { saveWorkflow(input: { document: { key: "draft", name: "Draft", steps: [] } }) { workflow { id } } }',
  );
  await must(
    `mutation { setObject(input: { collection: "docs", objectId: "d", properties: { secret: "${CANARY} ${BOBS}" } }) { object { id } } }`,
  );
  await must(
    `mutation { setTenant(input: { tenantId: "t", properties: { secret: "${CANARY} ${BOBS}" } }) { tenant { id } } }`,
  );
  await must(
    'mutation { createChannel(input: { channelKey: "devices", type: PUSH, name: "Devices" }) { channel { id } } }',
  );
  await must(
    'mutation { createChannel(input: { channelKey: "mailed", type: EMAIL, name: "Mailed", providers: [{ providerKey: "mailbox", settings: {} }] }) { channel { id } } }',
  );
  await must(
    `mutation { setChannelData(input: { recipient: { userId: "bob" }, channelKey: "devices", data: { devices: [{ token: "t", locale: "${CANARY} ${BOBS}" }] } }) { channelData { data } } }`,
  );
  await must(
    'mutation { subscribe(input: { object: { collection: "docs", objectId: "d" }, recipients: [{ userId: "ada" }] }) { changedCount } }',
  );
  const notify = (workflowKey: string, userId: string, words: string): Promise<Answer["data"]> =>
    must(
      `mutation { notify(input: { workflowKey: "${workflowKey}", cancellationKey: "c", tenant: { tenantId: "t" }, recipients: [{ to: { userId: "${userId}" } }], data: { n: "${words}" } }) { trigger { id } } }`,
    );
  ids["trigger"] = (await notify("plain", "ada", CANARY)).notify.trigger.id;
  await notify("plain", "bob", `${CANARY} ${BOBS}`);
  await notify("slow", "bob", `${CANARY} ${BOBS}`);
  await waitUntil(
    async () =>
      (await must("{ triggers { nodes { status } } runs(filter: { status: WAITING }) { nodes { id } } }")).runs.nodes
        .length === 1,
  );
  const messages = await must(
    '{ a: messages(filter: { recipient: { userId: "ada" } }) { nodes { id } } b: messages(filter: { recipient: { userId: "bob" } }) { nodes { id } } runs(filter: { recipient: { userId: "ada" } }) { nodes { id } } }',
  );
  ids["message"] = messages.a.nodes[0].id;
  ids["bobs message"] = messages.b.nodes[0].id;
  ids["run"] = messages.runs.nodes[0].id;

  const key = (pem: string): string =>
    `mutation { createSigningKey(input: { publicKey: ${JSON.stringify(pem)} }) { keyId } }`;
  ids["signing key"] = (
    await must(key(pair.publicKey.export({ format: "pem", type: "spki" }).toString()))
  ).createSigningKey.keyId;
  ids["spare signing key"] = (await must(key(newPublicKey()))).createSigningKey.keyId;
  ids["spare key"] = (
    await must("mutation { createApiKey(input: { kind: SECRET }) { apiKey { id } } }")
  ).createApiKey.apiKey.id;
  const revoked = (await must("mutation { createApiKey(input: { kind: SECRET }) { key apiKey { id } } }")).createApiKey;
  await must(`mutation { revokeApiKey(input: { id: "${revoked.apiKey.id}" }) { apiKey { id } } }`);
  const other = (
    await must(
      'mutation { createEnvironment(input: { key: "other", name: "Other", isDevelopment: true }) { secretKey publicKey } }',
    )
  ).createEnvironment;

  const adas = await token("ada", 3600);
  await must(
    'mutation { updateEnvironment(input: { environmentKey: "test", promotesToKey: "other" }) { environment { id } } }',
  );
  Object.assign(callers, {
    nobody: {},
    "a public key alone": open,
    "a revoked secret key": { authorization: `Bearer ${revoked.key}` },
    "an expired token": { ...open, "x-carillon-user-token": await token("ada", -3600) },
    "a token of another environment": { authorization: `Bearer ${other.publicKey}`, "x-carillon-user-token": adas },
    "ada's token": { ...open, "x-carillon-user-token": adas },
    "ada's development id": { ...open, "x-carillon-user-id": "ada" },
    foreign: { authorization: `Bearer ${other.secretKey}` },
    "foreign ada": { authorization: `Bearer ${other.publicKey}`, "x-carillon-user-id": "ada" },
  });
  const headersOf = async (role: Role, only: number | null, key: string): Promise<Headers> => {
    const start = { role, method: "PASSWORD", environmentId: only, ipAddress: null, userAgent: null } as const;
    const memberId = await addMember(server.database, role);
    const { token: sessionToken } = await server.carillon.modules.sessions.start({ ...start, memberId });
    const cookie = `carillon=${sessionToken}`;
    return { cookie, origin: server.carillon.url ?? "", "x-carillon-environment": key };
  };
  const elsewhere = (await server.carillon.modules.environments.environmentByKey("other"))?.id ?? 0;
  for (const [role, name] of MEMBERS) {
    callers[name] = await headersOf(role, null, "test");
    callers[`${name} of another environment`] = await headersOf(role, elsewhere, "test");
    callers[`${name} in another environment`] = await headersOf(role, elsewhere, "other");
  }
  ids["member"] = uuidId("member", await addMember(server.database, "READER"));
  ids["session"] = uuidId("session", "00000000-0000-4000-8000-000000000000");
  const [home] = await server.database.query<{ id: number }>("select id from environments where key = 'test'");
  ids["environment number"] = String(home?.id);
}

beforeAll(async () => {
  server = await startTestServer({ CARILLON_ENCRYPTION_KEYS: newKey() });
  await arrange();
});
afterAll(() => server.stop());

const SUBSCRIPTIONS = ["backlogChanged", "feedChanged", "messagesChanged", "runsChanged", "triggersChanged"];

test("there is a row for each root field", () => {
  expect(Object.keys(QUERIES).sort()).toEqual(Object.keys(ROOTS.query?.getFields() ?? {}).sort());
  expect(Object.keys(MUTATIONS).sort()).toEqual(Object.keys(ROOTS.mutation?.getFields() ?? {}).sort());
  expect(Object.keys(schema.getSubscriptionType()?.getFields() ?? {}).sort()).toEqual(SUBSCRIPTIONS);
});

test("each root field asks for a right, and refuses actors who lack that right", () => {
  const names = [...Object.keys(QUERIES), ...Object.keys(MUTATIONS), ...SUBSCRIPTIONS];
  expect(Object.keys(ROOT_RIGHTS).sort()).toEqual(names.sort());
  const base = { environmentId: 1, isDevelopment: false };
  const user: Scope = { ...base, actor: { kind: "user", userId: "ada", apiKeyId: "key_1", tokenExpiresAt: null } };
  for (const [, name, row] of CASES) {
    const right = ROOT_RIGHTS[name] ?? null;
    expect([name, right !== null && !may(user, right)]).toEqual([name, row.user === "FORBIDDEN"]);
  }
});

describe("unauthorised callers are refused, and change nothing at home (S-04):", () => {
  let before: Record<string, unknown>;
  beforeAll(async () => {
    before = await everythingAtHome();
  });

  test.each(CASES)("%s %s by nobody", async (kind, name, row) => {
    for (const caller of NOBODIES) {
      const answer = await ask(callers[caller] ?? {}, call(kind, name, row.args()));
      expect([caller, outcomeOf(answer, name)]).toEqual([caller, row.nobody ?? "UNAUTHENTICATED"]);
      if (row.nobody === undefined) expect(answer.data?.[name] ?? null).toBeNull();
    }
  });

  test.each(CASES)("%s %s by another environment reads and changes nothing of ours", async (kind, name, row) => {
    for (const caller of ["foreign", "foreign ada"]) {
      const answer = await ask(callers[caller] ?? {}, call(kind, name, row.args()));
      if (caller === "foreign") expect(outcomeOf(answer, name)).toBe(row.foreign);
      expect(JSON.stringify(answer)).not.toContain(CANARY);
    }
  });

  test.each(CASES.filter(([, , row]) => row.user === "FORBIDDEN"))("%s %s by a user", async (kind, name, row) => {
    for (const caller of ADAS) {
      const answer = await ask(callers[caller] ?? {}, call(kind, name, row.args()));
      expect([caller, outcomeOf(answer, name)]).toEqual([caller, "FORBIDDEN"]);
      expect(answer.data?.[name] ?? null).toBeNull();
    }
  });

  test.each(CASES)(
    "%s %s by members whose role lacks the right, or of another environment",
    async (kind, name, row) => {
      for (const [role, caller] of MEMBERS) {
        const right = ROOT_RIGHTS[name] ?? null;
        const actor = {
          kind: "member",
          sessionId: "",
          ...{ memberId: null, name: "", role, accountRole: role, signedInAt: null, personalData: "open" as const },
          isLocal: false,
          sessionExpiresAt: 0,
          onlyEnvironmentId: null,
        } as const;
        const mayAsk = right === null || may({ environmentId: 1, isDevelopment: true, actor }, right);
        // What changes things is only asked by those who are refused.
        if (!mayAsk || kind === "query") {
          const answer = await ask(callers[caller] ?? {}, call(kind, name, row.args()));
          const outcome = outcomeOf(answer, name);
          if (!mayAsk) expect([caller, outcome]).toEqual([caller, "FORBIDDEN"]);
          else expect(["ok", "null"]).toContain(outcome);
        }
        const foreign = await ask(callers[`${caller} of another environment`] ?? {}, call(kind, name, row.args()));
        expect([caller, outcomeOf(foreign, name)]).toEqual([caller, row.nobody ?? "FORBIDDEN"]);
        const elsewhere = await ask(callers[`${caller} in another environment`] ?? {}, call(kind, name, row.args()));
        expect(JSON.stringify(elsewhere)).not.toContain(CANARY);
      }
    },
  );

  test.each(CASES.filter(([, , row]) => row.others))("%s %s by a user about another", async (kind, name, row) => {
    for (const caller of ADAS) {
      const answer = await ask(callers[caller] ?? {}, call(kind, name, row.others?.args() ?? ""));
      expect([caller, outcomeOf(answer, name)]).toEqual([caller, row.others?.user]);
      expect(JSON.stringify(answer)).not.toContain(BOBS);
    }
  });

  test("nothing at home has changed", async () => {
    expect(await everythingAtHome()).toEqual(before);
  });
});

describe("authorised callers get an answer:", () => {
  test.each(CASES.filter(([, , row]) => row.user !== "FORBIDDEN"))(
    "%s %s by the user itself",
    async (kind, name, row) => {
      for (const caller of ADAS) {
        const answer = await ask(callers[caller] ?? {}, call(kind, name, row.args()));
        expect(answer.errors).toBeUndefined();
        expect([caller, outcomeOf(answer, name)]).toEqual([caller, row.user]);
        expect(JSON.stringify(answer)).not.toContain(BOBS);
      }
    },
  );

  test.each(CASES)("%s %s by the environment's own key", async (kind, name, row) => {
    const answer = await ask(callers["secret"] ?? {}, call(kind, name, row.args()));
    expect(outcomeOf(answer, name)).toBe(row.own ?? "ok");
    if (row.own === undefined) expect(answer.errors).toBeUndefined();
  });
});

describe("feedChanged over a socket", () => {
  const WATCH = "subscription($u: ID!) { feedChanged(recipient: { userId: $u }) { feed { id } items { id } } }";

  /** The first answer: `ok`, the code of a GraphQL error, or the close code of the socket. */
  async function watch(headers: Headers, userId: string, query = WATCH): Promise<string> {
    const apiKey = headers["authorization"]?.replace("Bearer ", "");
    const key = { apiKey, userToken: headers["x-carillon-user-token"], userId: headers["x-carillon-user-id"] };
    const { cookie, origin, "x-carillon-environment": environment } = headers;
    // As a browser does: with its cookie and the page that asks.
    class PageSocket extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols, { headers: { ...(cookie ? { cookie } : {}), ...(origin ? { origin } : {}) } });
      }
    }
    const client = createClient({
      url: `${(server.carillon.url ?? "").replace("http", "ws")}/graphql`,
      webSocketImpl: PageSocket,
      connectionParams: environment === undefined ? key : { environment },
      retryAttempts: 0,
    });
    try {
      return await new Promise<string>((resolve) => {
        client.subscribe(
          { query, variables: query === WATCH ? { u: userId } : {} },
          {
            next: ({ data, errors }) => resolve(data ? "ok" : String(errors?.[0]?.extensions?.["code"])),
            error: (error) => resolve(String(Array.isArray(error) ? error[0]?.extensions?.code : Object(error).code)),
            complete: () => resolve("complete"),
          },
        );
      });
    } finally {
      await client.dispose();
    }
  }

  test.each(SUBSCRIPTIONS.filter((name) => name !== "feedChanged"))(
    "%s is for the environment's key and members with the right",
    async (name) => {
      const query = `subscription { ${name} { __typename } }`;
      expect(await watch(callers["secret"] ?? {}, "", query)).toBe("ok");
      for (const caller of ADAS)
        expect([caller, await watch(callers[caller] ?? {}, "", query)]).toEqual([caller, "FORBIDDEN"]);
      for (const [, caller] of MEMBERS) {
        expect([caller, await watch(callers[caller] ?? {}, "", query)]).toEqual([caller, "ok"]);
        const foreign = await watch(callers[`${caller} of another environment`] ?? {}, "", query);
        expect([caller, foreign]).toEqual([caller, "4403"]);
        const stranger = { ...callers[caller], origin: "https://elsewhere.example" };
        expect([caller, await watch(stranger, "", query)]).toEqual([caller, "4403"]);
      }
    },
  );

  test("is for the user itself and the environment's key", async () => {
    for (const caller of [...ADAS, "secret", "foreign", "foreign ada"])
      expect([caller, await watch(callers[caller] ?? {}, "ada")]).toEqual([caller, "ok"]);
    for (const caller of ADAS)
      expect([caller, await watch(callers[caller] ?? {}, "bob")]).toEqual([caller, "FORBIDDEN"]);
    for (const caller of NOBODIES)
      expect(["4403", "4401", "UNAUTHENTICATED"]).toContain(await watch(callers[caller] ?? {}, "ada"));
  });
});
