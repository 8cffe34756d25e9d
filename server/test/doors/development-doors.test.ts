import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import { startDevelopment, type Development } from "../support/development.js";

const MAKE_KEY = "mutation { createApiKey(input: { kind: SECRET }) { key } }";
const SCHEMA = "{ __typename }";

describe("the same-origin proxies of a development server on loopback", () => {
  let server: Development;
  beforeAll(async () => {
    server = await startDevelopment();
  });
  afterAll(() => server.stop());

  const page = async (headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/graphql`, { headers: { accept: "text/html", ...headers } });
  const tokenIn = (html: string): string => /carillon-page-token" content="([^"]*)"/.exec(html)?.[1] ?? "";
  const tokenOfView = async (): Promise<string> => tokenIn(await (await page()).text());

  async function ask(body: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${server.url}/graphiql/backend`, {
      method: "POST",
      headers: {
        origin: server.url,
        "content-type": "application/json",
        "x-carillon-page-token": await tokenOfView(),
        ...headers,
      },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  }

  test("X-10: an operation on an allowed field is answered, with variables and a name", async () => {
    const query = "query Other { __typename } query Lent($n: Int) { triggers(first: $n) { nodes { id } } }";
    const { status, text } = await ask(JSON.stringify({ query, variables: { n: 1 }, operationName: "Lent" }));
    expect([status, JSON.parse(text)]).toEqual([200, { data: { triggers: { nodes: [] } } }]);
  });

  test("F2: a number that JSON cannot represent is refused behind GraphiQL too, with its original text", async () => {
    const query = "mutation($i: IdentifyInput!) { identify(input: $i) { user { id } } }";
    for (const number of ["1e400", "-0", "1e-400", "9007199254740993", "1.00000000000000000001"]) {
      const variables = `{"i":{"userId":"u","properties":{"n":${number}}}}`;
      const { text } = await ask(`{"query":${JSON.stringify(query)},"variables":${variables}}`);
      expect([number, JSON.parse(text).errors?.[0].extensions.issues]).toMatchObject([
        number,
        [{ path: ["input", "properties", "n"], code: "inexact_number" }],
      ]);
    }
  });

  test("X-10: a persisted query, which anybody may register, is not forwarded", async () => {
    const persistedQuery = { version: 1, sha256Hash: createHash("sha256").update(MAKE_KEY).digest("hex") };
    await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: MAKE_KEY, extensions: { persistedQuery } }),
    });
    for (const body of [{ extensions: { persistedQuery } }, { query: SCHEMA, extensions: { persistedQuery } }]) {
      const { status, text } = await ask(JSON.stringify(body));
      expect(status).toBe(400);
      expect(text).not.toContain("sk_");
    }
  });

  test.each([
    ["a list of operations", JSON.stringify([{ query: MAKE_KEY }])],
    ["two members of one name", `{"query":${JSON.stringify(SCHEMA)},"query":${JSON.stringify(MAKE_KEY)}}`],
    ["an escaped second name", `{"query":${JSON.stringify(MAKE_KEY)},"quer\\u0079":${JSON.stringify(SCHEMA)}}`],
    ["another member", JSON.stringify({ query: SCHEMA, id: "x" })],
    ["no object", '"query"'],
    ["a field that is not allowed", JSON.stringify({ query: MAKE_KEY })],
    [
      "a field that is not allowed, in a fragment",
      JSON.stringify({
        query: "mutation { ...F } fragment F on Mutation { createApiKey(input: { kind: SECRET }) { key } }",
      }),
    ],
    [
      "a field that is not allowed, in another operation",
      JSON.stringify({ query: `${MAKE_KEY} query A { __typename }`, operationName: "A" }),
    ],
    [
      "a document that is longer than the check reads",
      JSON.stringify({ query: `${MAKE_KEY} query A { ${"__typename ".repeat(2100)} }` }),
    ],
    ["a document that does not parse", JSON.stringify({ query: "mutation {" })],
  ])("X-10: %s is refused and not forwarded", async (_name, body) => {
    const { status, text } = await ask(body);
    expect([400, 403]).toContain(status);
    expect(text).not.toContain('"data"');
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/graphql",
    "multipart/form-data; boundary=x",
  ])("X-10: a body of type %s is refused", async (type) => {
    const { status, text } = await ask(JSON.stringify({ query: SCHEMA }), { "content-type": type });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('"data"');
  });

  test("X-10: an Origin header alone is not enough; each view of a page gets its own token", async () => {
    for (const token of ["", "x", "a".repeat(80)]) {
      expect((await ask(JSON.stringify({ query: SCHEMA }), { "x-carillon-page-token": token })).status).toBe(403);
    }
    const [first, second] = [await tokenOfView(), await tokenOfView()];
    expect(first).not.toBe(second);
    const changed = first.replace(/\.(\d)/, (_all, digit: string) => `.${(Number(digit) + 1) % 10}`);
    expect((await ask(JSON.stringify({ query: SCHEMA }), { "x-carillon-page-token": changed })).status).toBe(403);
  });

  test("X-10: a script of another page can neither read the page nor get a token", async () => {
    const plain = await page();
    expect(plain.headers.get("access-control-allow-origin")).toBeNull();
    expect(plain.headers.get("cache-control")).toBe("no-store");
    const scripts: Record<string, string>[] = [
      { origin: "http://localhost:3000" },
      { "sec-fetch-dest": "empty" },
      { "sec-fetch-dest": "iframe" },
    ];
    for (const headers of scripts) {
      expect(tokenIn(await (await page(headers)).text())).toBe("");
    }
  });

  test("X-10: another user of this machine gets neither token nor answer", async () => {
    if (process.getuid?.() !== 0) return;
    const token = await tokenOfView();
    const script = "fetch(process.argv[1], JSON.parse(process.argv[2])).then((a) => a.text()).then(console.log)";
    const asNobody = async (url: string, init: object): Promise<string> => {
      const args = ["-e", script, url, JSON.stringify(init)];
      return (await promisify(execFile)(process.execPath, args, { uid: 65_534, cwd: "/", timeout: 20_000 })).stdout;
    };
    const html = await asNobody(`${server.url}/graphql`, { headers: { accept: "text/html" } });
    expect(html).toContain("carillon-page-token");
    expect(tokenIn(html)).toBe("");
    expect(html).not.toContain("pk_");
    const headers = { origin: server.url, "content-type": "application/json", "x-carillon-page-token": token };
    const init = { method: "POST", headers, body: JSON.stringify({ query: SCHEMA }) };
    expect(await asNobody(`${server.url}/graphiql/backend`, init)).toContain("FORBIDDEN");
  });

  test("X-18: the demo acts for its own page only", async () => {
    const event = {
      workflowKey: "mention",
      actorId: "ada",
      recipientIds: ["grace"],
      documentId: "a",
      document: "A",
      text: "",
    };
    const post = async (headers: Record<string, string>): Promise<number> =>
      (
        await fetch(`${server.url}/demo/notify`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify(event),
        })
      ).status;
    expect(await post({ origin: server.url })).toBe(403);
    expect(await post({ "x-carillon-page-token": await tokenOfView() })).toBe(403);
    expect(await post({ origin: server.url, "x-carillon-page-token": await tokenOfView() })).toBe(200);
  });
});

describe("a development server that listens on all interfaces", () => {
  const said: string[] = [];
  let server: Development;
  beforeAll(async () => {
    server = await startDevelopment({ HOST: "0.0.0.0", CARILLON_ALLOWED_HOSTS: "carillon, bells.example" }, (words) =>
      said.push(words),
    );
  });
  afterAll(() => server.stop());

  const PATHS = ["/", "/graphql", "/demo", "/health/live", "/metrics", "/demo/story?triggerId=a", "/landing.css"];
  const statusFor = (path: string, host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.url);
      const options = { host: "127.0.0.1", port, path, headers: { host, accept: "text/html" } };
      httpRequest(options, (answer) => resolve(answer.resume().statusCode ?? 0))
        .on("error", reject)
        .end();
    });

  test("X-18: warns at its start that it accepts bare user ids", () => {
    expect(said.join("\n")).toMatch(/WARNING: .*openly.*development[^]*bare user id/);
  });

  test.each(PATHS)("X-18: %s refuses unknown host names", async (path) => {
    for (const host of [
      "evil.example",
      "evil.example:4000",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "1.2.3.4.nip.io",
    ]) {
      expect([host, await statusFor(path, host)]).toEqual([host, 421]);
    }
  });

  test("X-18: it accepts loopback names, addresses, and names that the operator allows", async () => {
    for (const host of ["localhost", "127.0.0.1:4000", "10.0.0.7", "[::1]:4000", "Carillon:4000", "bells.example"]) {
      expect([host, await statusFor("/health/live", host)]).toEqual([host, 200]);
    }
  });

  test("X-18: its sockets refuse unknown host names", async () => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
      headers: { host: "evil.example" },
    });
    const [error] = await once(socket, "error");
    expect(String(error)).toContain("Unexpected server response: 421");
  });

  test("X-18: its pages show no key, and its proxies serve nobody", async () => {
    for (const path of ["/", "/graphql", "/demo"]) {
      const html = await (await fetch(server.url + path, { headers: { accept: "text/html" } })).text();
      expect(html).not.toMatch(/pk_\w|sk_\w|page-token" content="[^"]/);
      expect(html).not.toContain(server.home);
    }
    for (const path of ["/demo/notify", "/graphiql/backend"]) {
      const headers = { origin: server.url, "content-type": "application/json" };
      expect((await fetch(server.url + path, { method: "POST", headers, body: "{}" })).status).toBe(403);
    }
  });
});
