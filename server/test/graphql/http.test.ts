import "reflect-metadata";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SECRET, startTinyServer, type TinyServer } from "../support/tiny-server.js";

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const FEED = "mutation Feed($i: FeedInput!) { feed(input: $i) { fedCount classes } }";
const OTHERS = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "ada" };

describe("refused input", () => {
  test("of a variable has a path from the argument down", async () => {
    const variables = { i: { beings: [{ id: "1" }, { id: "1", name: "x" }], amount: "much", mood: "hungry" } };
    const { errors, status } = await server.ask(FEED, { variables });

    expect(status).toBe(200);
    expect(errors.map((error) => error.extensions["code"])).toEqual(errors.map(() => "BAD_USER_INPUT"));
    const issues = errors.flatMap((error) => error.extensions["issues"]);
    expect(issues).toEqual([
      expect.objectContaining({ path: ["input", "beings", "1"], code: "one_of" }),
      expect.objectContaining({ path: ["input", "amount"], code: "invalid_type" }),
      expect.objectContaining({ path: ["input", "mood"], code: "unknown_field" }),
    ]);
  });

  test("of a missing variable names the argument", async () => {
    const { errors } = await server.ask(FEED);
    expect(errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["input"], code: "required" }],
    });
  });

  test("of a nested variable starts its path at the argument", async () => {
    const query = "mutation($r: BeingRefInput!) { feed(input: { beings: [{ id: 1 }, $r] }) { fedCount } }";
    const { errors } = await server.ask(query, { variables: { r: { id: 1, name: "x" } } });
    expect(errors[0]?.extensions["issues"]).toEqual([
      expect.objectContaining({ path: ["input", "beings", "1"], code: "one_of" }),
    ]);
  });

  test("of a scalar has a path inside its JSON", async () => {
    const data = JSON.parse('{ "a": [{ "__proto__": { "polluted": true } }] }') as object;
    const { errors } = await server.ask(FEED, { variables: { i: { beings: [], data } } });
    expect(errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["input", "data", "a", "0", "__proto__"], code: "forbidden_key" }],
    });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("of a literal has a path and a location in the document", async () => {
    const query = '{ being(ref: { id: "1", name: "2" }) { id } }';
    const { errors } = await server.ask(query);
    expect(errors[0]).toMatchObject({
      locations: [{ line: 1 }],
      extensions: { code: "GRAPHQL_VALIDATION_FAILED", issues: [{ path: ["ref"], code: "one_of" }] },
    });
  });

  test("of a scalar's literal is bad input", async () => {
    const query = 'mutation { feed(input: { beings: [], at: "2026-02-30T00:00:00Z" }) { fedCount } }';
    const { errors } = await server.ask(query);
    expect(errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["input", "at"], code: "invalid_value" }],
    });
  });

  test("of a missing argument names it", async () => {
    const { errors } = await server.ask("{ being { id } }");
    expect(errors[0]?.extensions["issues"]).toEqual([expect.objectContaining({ path: ["ref"], code: "required" })]);
  });

  test("of a one-of input whose only variable is missing is the caller's error", async () => {
    const query = "query($r: BeingRefInput = null) { being(ref: $r) { id } }";
    const { errors } = await server.ask(
      query.replace(" = null", "").replace("ref: $r", "ref: { id: $r }").replace("BeingRefInput", "ID"),
    );
    expect(errors[0]?.extensions["code"]).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    const { errors: defaulted } = await server.ask(
      'query($r: BeingRefInput = { name: "x" }) { being(ref: $r) { id } }',
      { variables: { r: null } },
    );
    expect(defaulted[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", issues: [{ path: ["ref"] }] });
  });

  test.each([
    ["a NUL character in a variable", { to: "a\0b" }],
    ["half a character in a variable", { to: "\ud800" }],
  ])("holds %s", async (_what, variables) => {
    const { errors } = await server.ask("query($to: String) { hello(to: $to) }", { variables });
    expect(errors[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      issues: [{ path: ["to"], code: "unstorable_text" }],
    });
  });

  test("holds a NUL character in a literal", async () => {
    const { errors } = await server.ask('{ hello(to: "a\\u0000b") }');
    expect(errors[0]?.extensions["issues"]).toEqual([expect.objectContaining({ path: ["to"] })]);
  });

  test("is never quoted at full length", async () => {
    const { errors } = await server.ask(FEED, { variables: { i: { beings: [], amount: "x".repeat(100_000) } } });
    expect(JSON.stringify(errors).length).toBeLessThan(10_000);
  });

  test("keeps the error of a resolver", async () => {
    const { errors } = await server.ask('{ fail(how: "input") }');
    expect(errors[0]).toMatchObject({
      path: ["fail"],
      extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["how"], code: "bad" }] },
    });
  });
});

describe("internal errors", () => {
  test("show an id that is in the log, and nothing else", async () => {
    const { errors, data } = await server.ask('{ fail(how: "any") hello }');
    expect(data).toEqual({ fail: null, hello: "Hello world" });
    expect(errors[0]?.extensions).toEqual({
      code: "INTERNAL_SERVER_ERROR",
      errorId: expect.stringMatching(/^err_[0-9a-z]+$/),
    });
    expect(JSON.stringify(errors)).not.toMatch(/select|secrets|hunter2|node_modules/);
    expect(
      server.log.some((line) => line.includes(String(errors[0]?.extensions["errorId"])) && line.includes("select")),
    ).toBe(true);
  });

  test("such as a database outage are a 503 with Retry-After", async () => {
    const { status, headers, errors } = await server.ask('{ fail(how: "lost") }');
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("2");
    expect(errors[0]?.extensions).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 2000 });
  });

  test("such as a database outage during authentication are a 503 too", async () => {
    const { status, headers, errors } = await server.ask("{ hello }", { headers: { authorization: "Bearer sk_lost" } });
    expect([status, headers.get("retry-after")]).toEqual([503, "2"]);
    expect(errors[0]?.message).not.toContain("ECONNREFUSED");
  });

  test("do not include a rate limit, which is a 429 with Retry-After", async () => {
    const { status, headers } = await server.ask('{ fail(how: "limited") }');
    expect([status, headers.get("retry-after")]).toEqual([429, "2"]);
  });

  test("do not include a stack overflow, which is the request's error", async () => {
    const { errors } = await server.ask('{ fail(how: "deep") }');
    expect(errors[0]?.extensions["code"]).toBe("BAD_REQUEST");
  });
});

describe("callers", () => {
  test("without a key get an error from the field that needs one", async () => {
    const { data, errors } = await server.ask("{ me hello }", { headers: {} });
    expect(data).toEqual({ me: null, hello: "Hello world" });
    expect(errors[0]).toMatchObject({ path: ["me"], extensions: { code: "UNAUTHENTICATED" } });
  });

  test("with a bad key get the reason", async () => {
    const { errors } = await server.ask("{ me }", { headers: { authorization: "Bearer sk_other" } });
    expect(errors[0]).toMatchObject({ message: "This key is unknown.", extensions: { code: "UNAUTHENTICATED" } });
  });
});

describe("requests", () => {
  test("that are too large are refused by the type of key", async () => {
    const variables = { to: "x".repeat(300 * 1024) };
    const query = "query($to: String) { hello(to: $to) }";
    const refused = await server.ask(query, { variables, headers: OTHERS });
    expect(refused.status).toBe(413);
    expect(refused.errors[0]?.extensions["code"]).toBe("PAYLOAD_TOO_LARGE");
    expect((await server.ask(query, { variables })).status).toBe(200);
    const huge = await server.ask(query, { variables: { to: "x".repeat(17 * 1024 * 1024) } }).catch(() => null);
    expect(huge === null || huge.status === 413).toBe(true);
  });

  test("that are too large are refused also without Content-Length", async () => {
    const status = await new Promise((resolve) => {
      const sent = request(`${server.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
      });
      sent.on("response", (response) => resolve(response.statusCode));
      sent.on("error", () => resolve(413));
      for (let chunk = 0; chunk < 40; chunk++) sent.write(" ".repeat(10_000));
      sent.end();
    });
    expect(status).toBe(413);
  });

  test.each([
    ["broken JSON", "application/json", '{ "query": '],
    ["no JSON at all", "application/json", ""],
    ["a list", "application/json", "[]"],
    ["plain text, which a form could send", "text/plain", '{ "query": "{ hello }" }'],
  ])("of %s are refused with a code", async (_what, type, body) => {
    const response = await fetch(`${server.url}/graphql`, { method: "POST", headers: { "content-type": type }, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  test("by GET need a header that no link can send", async () => {
    const url = `${server.url}/graphql?query=%7Bhello%7D`;
    expect((await fetch(url)).status).toBe(400);
    expect(await (await fetch(url, { headers: { "apollo-require-preflight": "1" } })).json()).toEqual({
      data: { hello: "Hello world" },
    });
  });

  test("by GET never change anything", async () => {
    const query = encodeURIComponent("mutation { feed(input: { beings: [] }) { fedCount } }");
    const response = await fetch(`${server.url}/graphql?query=${query}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(405);
  });

  test("with an unknown Host header are refused on loopback", async () => {
    for (const [host, expected] of [
      ["evil.example", 421],
      ["localhost:1", 200],
      ["127.0.0.1", 200],
      ["a.localhost", 200],
      ["[::1]:80", 200],
    ] as const) {
      const status = await new Promise((resolve) => {
        request(`${server.url}/health/live`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).end();
      });
      expect([host, status]).toEqual([host, expected]);
    }
  });

  test("from any origin are allowed, without cookies", async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: "OPTIONS",
      headers: { origin: "https://app.example" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    expect(response.headers.get("access-control-allow-headers")).toContain("x-carillon-user-token");
  });

  test("of an unknown path are a 404", async () => {
    const response = await fetch(`${server.url}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  test("with an ambiguous operation are refused", async () => {
    const { errors } = await server.ask("query A { hello } query B { hello }");
    expect(errors[0]?.extensions["code"]).toBe("OPERATION_RESOLUTION_FAILURE");
  });
});

test("every answer carries the security headers", async () => {
  const { headers } = await fetch(`${server.url}/health/live`);
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  });
});

test("10,000 inline recipients are instantiated in linear time", async () => {
  const beings = Array.from({ length: 10_000 }, (_each, index) => ({ id: String(index) }));
  const startedAt = performance.now();
  const { data } = await server.ask(FEED, { variables: { i: { beings } } });
  expect(data).toEqual({ feed: { fedCount: 10_000, classes: ["FeedInput", "BeingRefInput"] } });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test("pages work in both directions and refuse sizes out of range", async () => {
  const page = async (args: string): Promise<unknown> => {
    const { data, errors } = await server.ask(
      `{ cats(${args}) { nodes { lives } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
    );
    return errors[0]?.extensions ?? (data as { cats: unknown }).cats;
  };
  const first = await page("first: 2");
  expect(first).toMatchObject({
    nodes: [{ lives: 0 }, { lives: 1 }],
    pageInfo: { hasNextPage: true, hasPreviousPage: false },
  });
  const { pageInfo } = first as { pageInfo: { endCursor: string } };
  expect(await page(`first: 2, after: "${pageInfo.endCursor}"`)).toMatchObject({ nodes: [{ lives: 2 }, { lives: 3 }] });
  expect(await page("last: 2")).toMatchObject({
    nodes: [{ lives: 248 }, { lives: 249 }],
    pageInfo: { hasPreviousPage: true },
  });
  expect(await page("last: 0")).toMatchObject({
    code: "BAD_USER_INPUT",
    issues: [{ path: ["last"], code: "out_of_range" }],
  });
  expect(await page("first: 101")).toMatchObject({ issues: [{ path: ["first"] }] });
  expect(await page("first: 1, last: 1")).toMatchObject({ issues: [{ path: ["last"], code: "conflict" }] });
  expect(await page(`after: "${pageInfo.endCursor.slice(1)}"`)).toMatchObject({
    issues: [{ path: ["after"], code: "bad_cursor" }],
  });
});

test("the readiness check says whether to send requests here", async () => {
  const { health } = server;
  const ready = async (): Promise<[number, unknown]> => {
    const response = await fetch(`${server.url}/health/ready`);
    return [response.status, await response.json()];
  };
  expect(await ready()).toEqual([200, { status: "ready", checks: {} }]);
  let isWell = false;
  health.addCheck("database", async () => {
    if (!isWell) throw new Error("password of the database");
  });
  expect(await ready()).toEqual([503, { status: "not ready", checks: { database: "failed" } }]);
  isWell = true;
  expect(await ready()).toEqual([200, { status: "ready", checks: { database: "ok" } }]);
});

test("metrics count operations by their outcome", async () => {
  await server.ask('{ fail(how: "input") }', { headers: SECRET });
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toMatch(/carillon_graphql_operations_total\{operation="query",outcome="BAD_USER_INPUT"\} \d+/);
  expect(text).toContain("carillon_sockets 0");
});
