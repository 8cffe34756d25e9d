import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { BELL, addWorkflow, startTestServer, type TestServer } from "../support/carillon.js";
import { RawSocket } from "../support/raw-socket.js";

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await addWorkflow(server, "plain", [BELL]);
});
afterAll(() => server.stop());

/** Sends variables as text, so that no number is rounded before it is sent. */
async function post(query: string, variables: string): Promise<{ code: string; paths: string[] }[]> {
  const response = await fetch(`${server.carillon.url ?? ""}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${server.secretKey}` },
    body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
  });
  const answer = JSON.parse(await response.text());
  return (answer.errors ?? []).map((error: { extensions: { code: string; issues?: { path: string[] }[] } }) => ({
    code: error.extensions.code,
    paths: (error.extensions.issues ?? []).map(({ path }) => path.join(".")),
  }));
}

const IDENTIFY = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
const TENANT = "mutation($i: TenantInput!) { setTenant(input: $i) { tenant { id } } }";
const NOTIFY = "mutation($i: NotifyInput!) { notify(input: $i) { trigger { id } } }";
const SAVE = "mutation($i: SaveWorkflowInput!) { saveWorkflow(input: $i) { workflow { id } } }";
const SIMULATE = "query($i: SimulateInput!) { simulate(input: $i) { runs { status } } }";
const PREFERENCES = "mutation($i: SetPreferencesInput!) { setPreferences(input: $i) { preferences { __typename } } }";
const FEED = "query($i: ID!, $n: Int) { feed(recipient: { userId: $i }) { items(first: $n) { nodes { id } } } }";

const BORDERS: [where: string, query: string, variables: string, path: string][] = [
  ["a user's id", IDENTIFY, `{"i":{"userId":#}}`, "input.userId"],
  ["a user's properties", IDENTIFY, `{"i":{"userId":"u","properties":{"a":[{"b":#}]}}}`, "input.properties.a.0.b"],
  ["a tenant's id", TENANT, `{"i":{"tenantId":#}}`, "input.tenantId"],
  [
    "a recipient's id",
    NOTIFY,
    `{"i":{"workflowKey":"plain","recipients":[{"to":{"userId":#}}]}}`,
    "input.recipients.0.to.userId",
  ],
  [
    "an object's id",
    NOTIFY,
    `{"i":{"workflowKey":"plain","recipients":[{"to":{"object":{"collection":"c","objectId":#}}}]}}`,
    "input.recipients.0.to.object.objectId",
  ],
  ["data", NOTIFY, `{"i":{"workflowKey":"plain","recipients":[{"to":{"userId":"u"}}],"data":{"n":#}}}`, "input.data.n"],
  [
    "a recipient's data",
    NOTIFY,
    `{"i":{"workflowKey":"plain","recipients":[{"to":{"userId":"u"},"data":{"n":#}}]}}`,
    "input.recipients.0.data.n",
  ],
  ["a document", SAVE, `{"i":{"document":{"key":"k","name":"K","steps":[],"x":#}}}`, "input.document.x"],
  ["an id in a query", FEED, `{"i":#}`, "recipient.userId"],
];
const LOST = ["1e-400", "1.00000000000000000001", "9007199254740991.4", "0.12345678901234567890123"];
const NUMBERS = ["9007199254740993", "-9007199254740993", "12345678901234567890", "1e30", "1e400", "-0", ...LOST];

describe("F2: a number that JSON cannot represent exactly", () => {
  test.each(BORDERS)("is refused in %s, with the field", async (_where, query, variables, path) => {
    for (const number of NUMBERS) {
      const found = await post(query, variables.replace("#", number));
      expect([number, found]).toEqual([number, [{ code: "BAD_USER_INPUT", paths: [path] }]]);
    }
  });

  test.each(BORDERS)("is refused in %s as a literal of the document", async (_where, query, variables, path) => {
    for (const number of NUMBERS) {
      const field = query.slice(query.indexOf("{"));
      // GraphQL literals have unquoted keys where JSON has quoted ones.
      const value = variables
        .slice(5, -1)
        .replaceAll(/"(\w+)":/g, "$1:")
        .replace("#", number);
      const type = query.startsWith("mutation") ? "mutation" : "query";
      const found = await post(`${type} ${field.replace("$i", value).replace("first: $n", "first: 1")}`, "{}");
      expect([number, found.map(({ paths }) => paths)]).toEqual([number, [[path]]]);
      expect(found[0]?.code).not.toBe("INTERNAL_SERVER_ERROR");
    }
  });

  test("is refused as a Float or an Int, fractions as ids too", async () => {
    const trigger = (seconds: string): string =>
      `{"i":{"workflowKey":"plain","triggers":[{"afterSeconds":${seconds},"recipients":[{"to":{"userId":"u"}}]}]}}`;
    for (const number of ["1e400", "1e30", "-0", ...LOST]) {
      expect((await post(SIMULATE, trigger(number)))[0]?.code).toBe("BAD_USER_INPUT");
      const literal = await post(
        SIMULATE.replace("$i: SimulateInput!", "")
          .replace("()", "")
          .replace(
            "$i",
            `{ workflowKey: "plain", triggers: [{ afterSeconds: ${number}, recipients: [{ to: { userId: "u" } }] }] }`,
          ),
        "{}",
      );
      expect(literal[0]?.paths).toEqual(["input.triggers.0.afterSeconds"]);
    }
    for (const number of ["-0", "1e30", "9007199254740993", "1.5"])
      expect((await post(FEED, `{"i":"u","n":${number}}`))[0]?.code).toBe("BAD_USER_INPUT");
    expect(await post(IDENTIFY, `{"i":{"userId":1.5}}`)).toEqual([{ code: "BAD_USER_INPUT", paths: ["input.userId"] }]);
  });

  test("is accepted as a string, and small numbers are accepted as usual", async () => {
    expect(await post(IDENTIFY, `{"i":{"userId":"9007199254740993","properties":{"n":9007199254740991}}}`)).toEqual([]);
    const numbers = "[0.1,1.10,19.990,1e2,1e-7,1.5E+3,0.10000000000000001,5e-324,999856014390236.2]";
    expect(await post(IDENTIFY, `{"i":{"userId":"n","properties":{"all":${numbers}}}}`)).toEqual([]);
    const stored = await server.ask(`{ user(userId: "n") { properties } }`);
    expect(stored.data.user.properties.all).toEqual(JSON.parse(numbers));
    expect(await post(IDENTIFY, `{"i":{"userId":42,"properties":{"n":0.30000000000000004,"z":0}}}`)).toEqual([]);
    const { data } = await server.ask(`{ user(userId: "9007199254740993") { userId properties } }`);
    expect(data.user).toEqual({ userId: "9007199254740993", properties: { n: 9007199254740991 } });
  });

  test("is refused on a socket, with the field, and in a GET", async () => {
    const socket = new RawSocket(server.carillon.url ?? "");
    await socket.init({ apiKey: server.secretKey });
    for (const number of NUMBERS) {
      const call = JSON.stringify({ id: number, type: "subscribe", payload: { query: FEED, variables: { i: "#" } } });
      socket.send(call.replace('"#"', number));
      const { payload } = await socket.frame(({ id }) => id === number);
      expect(JSON.stringify(payload)).toContain('"code":"BAD_USER_INPUT","issues":[{"path":["recipient","userId"]');

      const search = new URLSearchParams({ query: FEED, variables: `{"i":${number}}` }).toString();
      const answer = await fetch(`${server.carillon.url ?? ""}/graphql?${search}`, {
        headers: { authorization: `Bearer ${server.secretKey}`, "apollo-require-preflight": "1" },
      });
      expect([number, await answer.text()]).toEqual([number, expect.stringContaining('"code":"inexact_number"')]);
    }
    socket.socket.close();
  });

  test("is refused in a request with more than a thousand of them", async () => {
    const many = (number: string): string =>
      `{"i":{"userId":"u","properties":{"a":[${Array(1100).fill(number).join(",")}]}}}`;
    expect(await post(IDENTIFY, many("1e-400"))).toEqual([{ code: "BAD_USER_INPUT", paths: [] }]);
    expect(await post(IDENTIFY, many("0.30000000000000004"))).toEqual([]);
  });

  test("is refused in conditions of preferences", async () => {
    const variables = `{"i":{"recipient":{"userId":"u"},"rules":[{"workflowKey":"plain","allow":true,"when":{"variable":"data.n","operator":"equal_to","argument":#}}]}}`;
    for (const number of NUMBERS) {
      const found = await post(PREFERENCES, variables.replace("#", number));
      expect(found[0]?.code).toBe("BAD_USER_INPUT");
      expect(found.flatMap(({ paths }) => paths).join()).toMatch(/rules\.0\.when\.argument/);
    }
  });
});
