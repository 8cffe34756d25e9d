import "reflect-metadata";
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { urlOf } from "../../src/app/http/server-address.js";
import { isLoopback, isLoopbackHost } from "../../src/app/http/http-headers.js";
import { RateLimits } from "../../src/platform/rate-limits/index.js";
import { SECRET, startTinyServer, type TinyServer } from "../support/tiny-server.js";
import { waitUntil } from "../support/wait-until.js";

const JSON_TYPE = { "content-type": "application/json" };
const hashOf = (query: string): string => createHash("sha256").update(query).digest("hex");

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

interface Told {
  status: number;
  code: unknown;
  data: unknown;
}

async function post(body: unknown, headers: Record<string, string> = SECRET, url = server.url): Promise<Told> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: { extensions: Record<string, unknown> }[];
  };
  return { status: response.status, code: errors?.[0]?.extensions["code"], data };
}

/** The server's output on a connection on which this text was sent. */
async function exchange(text: string, isDone: (answer: string) => boolean): Promise<string> {
  const socket = connect(server.port, "127.0.0.1");
  let answer = "";
  socket.on("data", (data) => (answer += data.toString("utf8")));
  socket.on("error", () => undefined);
  let isClosed = false;
  socket.on("close", () => (isClosed = true));
  socket.write(text);
  await waitUntil(() => isDone(answer) || isClosed);
  socket.destroy();
  return answer;
}

describe("X-12: an offer to upgrade to h2c is ignored and the request is answered", () => {
  const OFFER =
    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
  const body = '{"query":"{ hello }"}';

  test("on a GET of any path", async () => {
    for (const [path, status] of [
      ["/health/live", 200],
      ["/metrics", 200],
      ["/graphql?query=%7Bhello%7D", 200],
      ["/nothing", 404],
    ] as const) {
      const answer = await exchange(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\napollo-require-preflight: 1\r\n${OFFER}\r\n`,
        (text) => text.includes("\r\n\r\n"),
      );
      expect([path, answer.slice(0, 12)]).toEqual([path, `HTTP/1.1 ${status}`]);
    }
  });

  test("on a POST with a body of known length, and in chunks", async () => {
    const head = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${OFFER}`;
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    for (const text of [
      `${head}Content-Length: ${body.length}\r\n\r\n${body}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunked}`,
    ]) {
      expect(await exchange(text, (answer) => answer.includes("Hello world"))).toMatch(/^HTTP\/1\.1 200/);
    }
  });

  test("and so is an offer of a WebSocket, on each path but that of the sockets", async () => {
    for (const offer of ["websocket", "h2c, websocket", "WebSocket"]) {
      for (const [path, status] of [
        ["/health/live", 200],
        ["/metrics?x=/graphql", 200],
        ["/nothing", 404],
      ] as const) {
        const head = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${offer}\r\n`;
        const answer = await exchange(
          `${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
          (text) => text.includes("\r\n\r\n"),
        );
        expect([offer, path, answer.slice(0, 12)]).toEqual([offer, path, `HTTP/1.1 ${status}`]);
      }
    }
  });

  test("on a kept connection", async () => {
    const one = `GET /health/live HTTP/1.1\r\nHost: localhost\r\n${OFFER}\r\n`;
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => (answer += data.toString("utf8")));
    for (let n = 1; n <= 3; n++) {
      socket.write(one);
      await waitUntil(() => answer.split('"live"').length === n + 1);
    }
    socket.destroy();
  });

  test("and so are other protocols, and a POST that offers a WebSocket", async () => {
    const tls = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: TLS/1.3\r\n\r\n";
    expect(await exchange(tls, (text) => text.includes('"live"'))).toMatch(/^HTTP\/1\.1 200/);
    const socket = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect(await exchange(socket, (text) => text.includes("Hello"))).toMatch(/^HTTP\/1\.1 200/);
  });
});

describe("X-14: health requests", () => {
  test("share one check, however many arrive", async () => {
    let checkCount = 0;
    server.health.addCheck("counted", async () => {
      checkCount += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    const startedAt = performance.now();
    const looks = Array.from({ length: 200 }, () => fetch(`${server.url}/health/ready`));
    for (const look of await Promise.all(looks)) expect(look.status).toBe(200);
    // One check per second, however long a busy machine takes.
    expect(checkCount).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 1000);
  });
});

describe("X-23: a malformed persisted query is the client's error", () => {
  const query = "{ hello }";
  test.each([
    ["of another version", { query, extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(query) } } }],
    ["of another version alone", { extensions: { persistedQuery: { version: 2, sha256Hash: "x" } } }],
    [
      "with a hash that does not fit",
      { query, extensions: { persistedQuery: { version: 1, sha256Hash: hashOf("x") } } },
    ],
    ["that is empty", { extensions: { persistedQuery: {} } }],
    ["that is a text", { extensions: { persistedQuery: "x" } }],
    ["that is a list", { query, extensions: { persistedQuery: [] } }],
    ["with an invalid hash", { extensions: { persistedQuery: { version: 1, sha256Hash: "x" } } }],
    ["whose hash is an object", { extensions: { persistedQuery: { version: 1, sha256Hash: {} } } }],
    ["whose hash is long", { extensions: { persistedQuery: { version: 1, sha256Hash: "a".repeat(100_000) } } }],
    ["whose hash is left out", { query, extensions: { persistedQuery: { version: 1 } } }],
    ["of an empty document", { query: "", extensions: { persistedQuery: { version: 1, sha256Hash: hashOf("x") } } }],
    ["that is empty text", { query: "" }],
    ["with an empty document and extensions", { query: "", extensions: {} }],
    ["nothing but a name", { operationName: "x" }],
    ["with a document that is no text", { query: 1 }],
    ["with extensions that are no object", { query, extensions: "x" }],
    ["with variables that are no object", { query, variables: [] }],
  ])("%s", async (_what, body) => {
    const linesBefore = server.log.length;
    expect(await post(body)).toMatchObject({ status: 400, code: "BAD_REQUEST" });
    expect(server.log.slice(linesBefore).filter((line) => /"level":(?:50|60)/.test(line))).toEqual([]);
  });

  test("over GET too", async () => {
    for (const persisted of [{ version: 2, sha256Hash: "x" }, { version: 1 }, {}]) {
      const extensions = encodeURIComponent(JSON.stringify({ persistedQuery: persisted }));
      const response = await fetch(`${server.url}/graphql?extensions=${extensions}`, {
        headers: { "apollo-require-preflight": "1" },
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
    }
  });
});

describe("X-15: a persisted query", () => {
  const persist = (query: string): object => ({ query, ...byHash(query) });
  const byHash = (query: string): object => ({
    extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } },
  });
  const USER = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "ada" };

  test("is stored for callers with a good key", async () => {
    for (const [headers, query] of [
      [SECRET, "{ a: hello }"],
      [USER, "{ b: hello }"],
    ] as const) {
      expect((await post(persist(query), headers)).status).toBe(200);
      expect((await post(byHash(query), headers)).code).toBeUndefined();
    }
  });

  test("of any other caller is executed and not stored", async () => {
    for (const [headers, query] of [
      [{}, "{ c: hello }"],
      [{ authorization: "Bearer sk_guess" }, "{ d: hello }"],
    ] as const) {
      expect((await post(persist(query), headers)).data).toBeDefined();
      expect((await post(byHash(query), headers)).code).toBe("PERSISTED_QUERY_NOT_FOUND");
    }
  });

  test("that is long is executed and not stored", async () => {
    const query = `{ e: hello } #${"x".repeat(17 * 1024)}`;
    expect((await post(persist(query))).data).toEqual({ e: "Hello world" });
    expect((await post(byHash(query))).code).toBe("PERSISTED_QUERY_NOT_FOUND");
  });

  test("of one user is stored at most fifty times per hour", async () => {
    const bob = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "bob" };
    for (let n = 0; n < 51; n++) await post(persist(`{ n${n}: hello }`), bob);
    expect((await post(byHash("{ n49: hello }"), bob)).code).toBeUndefined();
    expect((await post(byHash("{ n50: hello }"), bob)).code).toBe("PERSISTED_QUERY_NOT_FOUND");
  });
});

describe("headers", () => {
  /** Sends these headers unchanged, including repeated ones. */
  async function withHeaders(pairs: string[]): Promise<string> {
    const body = '{"query":"{ me }"}';
    const lines = ["Host: localhost", "Content-Type: application/json", `Content-Length: ${body.length}`, ...pairs];
    return exchange(`POST /graphql HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`, (text) => /\}\s*$/.test(text));
  }

  test("X-27: a credential that is sent twice is refused", async () => {
    const key = "Authorization: Bearer sk_tiny";
    expect(await withHeaders([key])).toContain('"me":"secret"');
    for (const pairs of [
      [key, key],
      [key, "Authorization: Bearer sk_other"],
      ["Authorization: Bearer pk_tiny", "X-Carillon-User-Id: ada", "X-Carillon-User-Id: bob"],
      ["Authorization: Bearer pk_tiny", "X-Carillon-User-Token: a", "x-carillon-user-token: b"],
    ]) {
      const answer = await withHeaders(pairs);
      expect(answer).toContain("UNAUTHENTICATED");
      expect(answer).toContain("once only");
    }
  });

  test("X-27: a repeated Host header is refused", async () => {
    expect(await withHeaders(["Host: evil.example", "Authorization: Bearer sk_tiny"])).toMatch(/^HTTP\/1\.1 4\d\d/);
  });

  test("F9: a preflight allows headers that other libraries of the page add", async () => {
    const asked =
      "authorization,baggage,content-type,sentry-trace,traceparent,tracestate,apollographql-client-name,apollographql-client-version,x-request-id,x-datadog-trace-id";
    const response = await fetch(`${server.url}/graphql`, {
      method: "OPTIONS",
      headers: { origin: "https://app.example", "access-control-request-headers": asked },
    });
    const allowed = response.headers.get("access-control-allow-headers")?.split(", ") ?? [];
    expect(allowed).toEqual(expect.arrayContaining(asked.split(",")));
    expect(response.headers.get("vary")).toContain("access-control-request-headers");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("F9: a preflight ignores invalid header names", async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "OPTIONS",
      headers: { "access-control-request-headers": "x-a, b c, <d>, é".replace("é", "{e}") },
    });
    const allowed = response.headers.get("access-control-allow-headers") ?? "";
    expect(allowed).toContain("x-a");
    expect(allowed).not.toMatch(/[<{ ]d|\{e|b c/);
  });
});

describe("X-29: of loopback addresses", () => {
  test.each(["127.0.0.2", "127.1.2.3", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:ffff:7f00:1", "localhost", "a.localhost"])(
    "%s is loopback, and its pages get no HSTS",
    (host) => {
      expect(isLoopback(host)).toBe(true);
      const bracketed = host.includes(":") ? `[${host}]` : host;
      for (const header of [bracketed, `${bracketed}:4000`]) expect(isLoopbackHost(header)).toBe(true);
    },
  );

  test.each([
    "128.0.0.1",
    "0.0.0.0",
    "::",
    "::2",
    "::ffff:10.0.0.1",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
  ])("%s is not", (host) => expect(isLoopback(host)).toBe(false));

  test.each(["", "localhost:x", "localhost, evil.example", "[::1", "127.0.0.1@evil.example", "evil.example#localhost"])(
    'the Host header "%s" is not',
    (header) => expect(isLoopbackHost(header)).toBe(false),
  );

  test("the printed form can be reached", () => {
    expect(urlOf("127.0.0.1", 1)).toBe("http://localhost:1");
    expect(urlOf("127.0.0.2", 1)).toBe("http://127.0.0.2:1");
    expect(urlOf("::1", 1)).toBe("http://[::1]:1");
  });

  test("a server on 127.0.0.2 checks the host and sends no HSTS", async () => {
    const own = await startTinyServer({ host: "127.0.0.2" });
    const response = await fetch(`${own.url}/health/live`);
    expect([response.status, response.headers.get("strict-transport-security")]).toEqual([200, null]);
    const status = await new Promise((resolve) => {
      httpRequest(`${own.url}/health/live`, { headers: { host: "evil.example" } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(421);
    await own.close();
  });
});

describe("X-11: the cost of a request", () => {
  let limited: TinyServer | null = null;
  afterEach(async () => {
    await limited?.close();
    limited = null;
  });

  async function start(options: { trustedProxies?: string[]; address?: number; user?: number }): Promise<TinyServer> {
    const { address = 0, user = 0, trustedProxies = [] } = options;
    const limits = new RateLimits({ rates: { secret: 0, user, address }, redis: null, now: () => 1 });
    limited = await startTinyServer({ limits, trustedProxies });
    return limited;
  }

  test("depends on the size of its answer, not on root fields alone", async () => {
    const { ask } = await start({ user: 1000 });
    const headers = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "ada" };
    const small = await ask("{ cats(first: 1) { nodes { id } } }", { headers });
    expect(small.headers.get("ratelimit-remaining")).toBe("999");
    const many = Array.from({ length: 10 }, (_each, n) => `a${n}: cats(first: 100) { nodes { id } }`).join(" ");
    const large = await ask(`{ ${many} }`, { headers });
    expect(Number(large.headers.get("ratelimit-remaining"))).toBeLessThan(989);
  });

  test("of an invalid document depends on its length", async () => {
    const { ask } = await start({ user: 1000 });
    const headers = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "ada" };
    const invalid = `{ ${Array.from({ length: 1000 }, (_each, n) => `nothing${n}`).join(" ")} }`;
    const answer = await ask(invalid, { headers });
    expect(Number(answer.headers.get("ratelimit-remaining"))).toBeLessThan(990);
  });

  test("counts for the forwarded address if the proxy is trusted", async () => {
    const { ask } = await start({ address: 2, trustedProxies: ["127.0.0.0/8", "10.0.0.0/8"] });
    const from = async (forwarded: string): Promise<number> =>
      (await ask("{ hello }", { headers: { "x-forwarded-for": forwarded } })).status;
    expect(await from("192.0.2.1")).toBe(200);
    expect(await from("192.0.2.1, 10.1.1.1")).toBe(200);
    // Addresses that a caller adds in front of its own have no effect.
    expect(await from("198.51.100.7, 192.0.2.1")).toBe(429);
    expect(await from("::ffff:192.0.2.1")).toBe(429);
    expect(await from("192.0.2.2")).toBe(200);
    expect(await from("2001:db8::1")).toBe(200);
    expect(await from("2001:db8:0:0:1::2")).toBe(200);
    expect(await from("2001:db8::3")).toBe(429);
  });

  test("counts for the connection's address if no proxy is trusted", async () => {
    const { ask } = await start({ address: 2 });
    for (let n = 0; n < 2; n++) await ask("{ hello }", { headers: { "x-forwarded-for": `192.0.2.${n}` } });
    expect((await ask("{ hello }", { headers: { "x-forwarded-for": "192.0.2.9" } })).status).toBe(429);
  });
});

test("X-12: curl's default offer is answered", async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
    httpRequest(`${server.url}/health/live`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(200);
});
