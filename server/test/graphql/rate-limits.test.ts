import { afterEach, describe, expect, test } from "@jest/globals";
import { RateLimits, type RatesPerMinute } from "../../src/platform/rate-limits/index.js";
import { RawSocket } from "../support/raw-socket.js";
import { SECRET, startTinyServer, type TinyServer } from "../support/tiny-server.js";

const NEW_TYPE = { accept: "application/graphql-response+json" };
const user = (userId: string): Record<string, string> => ({
  authorization: "Bearer pk_tiny",
  "x-carillon-user-id": userId,
});

let server: TinyServer;
let now = 1_000_000;
let refusals: string[] = [];

async function start(rates: Partial<RatesPerMinute>): Promise<void> {
  const limits = new RateLimits({
    rates: { secret: 0, user: 0, address: 0, ...rates },
    redis: null,
    now: () => now,
    onRefused: (caller) => refusals.push(caller),
  });
  refusals = [];
  server = await startTinyServer({ limits });
}

afterEach(() => server.close());

describe("rate limits over HTTP", () => {
  test("return the remaining points in headers, and refuse excess requests with 429 and Retry-After", async () => {
    await start({ secret: 3 });
    const first = await server.ask("{ hello }");
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-limit")).toBe("3");
    expect(first.headers.get("ratelimit-remaining")).toBe("2");
    expect(first.headers.get("ratelimit-reset")).toBe("60");
    await server.ask("{ hello }");
    await server.ask("{ hello }");
    now += 20_000;
    const refused = await server.ask("{ hello }", { headers: { ...SECRET, ...NEW_TYPE } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("40");
    expect(refusals).toEqual(["secret"]);
    expect(refused.errors[0]).toMatchObject({
      message: "Too many requests: 3 a minute are allowed. Try again in 40 s.",
      extensions: { code: "RATE_LIMITED", retryAfterMs: 40_000 },
    });
    now += 40_001;
    expect((await server.ask("{ hello }")).status).toBe(200);
  });

  test("count each root field, with any alias or fragment", async () => {
    await start({ secret: 10 });
    const nine = "query { a: hello b: hello ... on Query { c: hello d: hello } ...F } fragment F on Query { e: hello }";
    expect((await server.ask(nine)).headers.get("ratelimit-remaining")).toBe("5");
    const refused = await server.ask("{ a: hello b: hello c: hello d: hello e: hello f: hello }");
    expect(refused.status).toBe(429);
    expect(refused.errors[0]?.extensions).toMatchObject({ code: "RATE_LIMITED" });
    expect(refused.headers.get("retry-after")).toBe("60");
  });

  test("count users separately, and count broken documents too", async () => {
    await start({ user: 2 });
    await server.ask("{ hello", { headers: user("ann") });
    await server.ask("{ hello }", { headers: user("ann") });
    expect((await server.ask("{ hello }", { headers: user("ann") })).status).toBe(429);
    expect((await server.ask("{ hello }", { headers: user("bob") })).status).toBe(200);
    expect((await server.ask("{ hello }")).headers.has("ratelimit-limit")).toBe(false);
  });

  test("limit callers without a good key by their address", async () => {
    await start({ address: 2 });
    const guess = { authorization: "Bearer sk_guess" };
    expect((await server.ask("{ me }", { headers: guess })).errors[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
    await server.ask("{ hello }", { headers: { authorization: "" } });
    expect((await server.ask("{ hello }", { headers: guess })).status).toBe(429);
    expect((await server.ask("{ hello }")).status).toBe(200);
  });
});

describe("rate limits over WebSocket", () => {
  test("refuse an operation with the error code, and keep the socket open", async () => {
    await start({ user: 2 });
    const socket = await new RawSocket(server.url).init({ apiKey: "pk_tiny", userId: "ann" });
    socket.subscribe("1", "{ hello }");
    socket.subscribe("2", "{ a: hello b: hello }");
    const refused = await socket.frame((frame) => frame.type === "error" && frame.id === "2");
    expect(refused.payload).toMatchObject([{ extensions: { code: "RATE_LIMITED", retryAfterMs: 60_000 } }]);
    expect((await socket.frame((frame) => frame.type === "next" && frame.id === "1")).payload).toBeDefined();
    expect(socket.closed).toBeNull();
    socket.socket.close();
  });

  test("S5: count failed authentications by address, and accept good keys of the same address when its points are spent", async () => {
    await start({ address: 2, user: 100 });
    for (let guess = 0; guess < 5; guess++) {
      const socket = await new RawSocket(server.url).opened();
      socket.send({ type: "connection_init", payload: { apiKey: "sk_guess" } });
      expect((await socket.closing())[0]).toBe(4403);
    }
    expect((await server.ask("{ hello }", { headers: { authorization: "" } })).status).toBe(429);
    const good = await new RawSocket(server.url).init({ apiKey: "pk_tiny", userId: "ann" });
    good.subscribe("1", "{ hello }");
    expect((await good.frame((frame) => frame.id === "1")).type).toBe("next");
    good.socket.close();
  });
});
