import "reflect-metadata";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { RawSocket } from "../support/raw-socket.js";
import { tinyResolvers } from "../support/tiny-schema.js";
import { startTinyServer, type TinyServer } from "../support/tiny-server.js";
import { waitUntil } from "../support/wait-until.js";

let server: TinyServer;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  server = await startTinyServer();
});
afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  await waitUntil(() => server.sockets.socketCount === 0 && tinyResolvers.openCount === 0);
});
afterAll(() => server.close());

function open(protocols?: string[]): RawSocket {
  const socket = new RawSocket(server.url, protocols);
  sockets.push(socket);
  return socket;
}

describe("a socket is closed (G-04)", () => {
  test("with 4400 after an invalid message", async () => {
    const socket = await open().opened();
    socket.send("no JSON");
    expect((await socket.closing())[0]).toBe(4400);
  });

  test("with 4400 after a message of an unknown type", async () => {
    const socket = await open().init();
    socket.send({ type: "start", id: "1" });
    expect((await socket.closing())[0]).toBe(4400);
  });

  test("with 4401 when it subscribes before it was acknowledged", async () => {
    const socket = await open().opened();
    socket.subscribe("1", "{ hello }");
    expect((await socket.closing())[0]).toBe(4401);
  });

  test.each([
    ["a bad key", { apiKey: "sk_other" }, "This key is unknown."],
    ["no key", {}, "Send a key"],
    ["a key that is no text", { apiKey: 7 }, "must be a string"],
    ["no payload", undefined, "Send a key"],
  ])("with 4403 and the reason after %s", async (_what, payload, words) => {
    const socket = await open().opened();
    socket.send({ type: "connection_init", payload });
    const [code, reason] = await socket.closing();
    expect(code).toBe(4403);
    expect(reason).toContain(words);
  });

  test("with 4406 when it does not name the protocol", async () => {
    expect((await open([]).closing())[0]).toBe(4406);
  });

  test("with 4408 when it sends nothing for three seconds", async () => {
    const startedAt = performance.now();
    const socket = await open().opened();
    expect((await socket.closing())[0]).toBe(4408);
    expect(performance.now() - startedAt).toBeGreaterThan(3000);
  });

  test("with 4409 when it uses an id twice at a time", async () => {
    const socket = await open().init();
    socket.subscribe("1", "subscription { ticked(count: 0) { number } }");
    socket.subscribe("1", "subscription { ticked(count: 0) { number } }");
    expect((await socket.closing())[0]).toBe(4409);
  });

  test("with 4429 when it initialises twice", async () => {
    const socket = await open().init();
    socket.send({ type: "connection_init", payload: { apiKey: "sk_tiny" } });
    expect((await socket.closing())[0]).toBe(4429);
  });

  test("with 1009 after a message that is too large", async () => {
    const socket = await open().init();
    socket.send({ type: "ping", payload: { padding: "x".repeat(64 * 1024) } });
    expect((await socket.closing())[0]).toBe(1009);
  });

  test("with 1008 when it sends too fast (R-22)", async () => {
    const socket = await open().init();
    for (let count = 0; count < 300; count++) socket.send({ type: "pong" });
    expect((await socket.closing())[0]).toBe(1008);
  });

  test("with 1013 during a database outage while its key is looked up", async () => {
    const socket = await open().opened();
    socket.send({ type: "connection_init", payload: { apiKey: "sk_lost" } });
    expect((await socket.closing())[0]).toBe(1013);
  });

  test("with 4403 when its token expires, and 4401 when its key is revoked", async () => {
    const expired = await open().init({ apiKey: "pk_tiny", userId: "ada" });
    server.authentication.end("token_expired");
    expect(await expired.closing()).toEqual([4403, "The user token has expired"]);

    const revoked = await open().init();
    server.authentication.end("key_revoked");
    expect(await revoked.closing()).toEqual([4401, "The key was revoked"]);
    await waitUntil(() => server.authentication.watched.size === 0);
  });
});

describe("a socket", () => {
  test("answers a ping with a pong", async () => {
    const socket = await open().init();
    socket.send({ type: "ping", payload: { n: 1 } });
    expect(await socket.frame((frame) => frame.type === "pong")).toEqual({ type: "pong", payload: { n: 1 } });
  });

  test("carries queries and mutations", async () => {
    const socket = await open().init();
    socket.subscribe("q", "query($to: String) { hello(to: $to) me }", { to: "Ada" });
    socket.subscribe("m", 'mutation { feed(input: { beings: [{ id: "1" }] }) { fedCount } }');
    const next = await socket.frame((frame) => frame.id === "q" && frame.type === "next");
    expect(next.payload).toEqual({ data: { hello: "Hello Ada", me: "secret" } });
    const fed = await socket.frame((frame) => frame.id === "m" && frame.type === "next");
    expect(fed.payload).toEqual({ data: { feed: { fedCount: 1 } } });
    await socket.frame((frame) => frame.id === "m" && frame.type === "complete");
  });

  test("carries subscriptions to their end", async () => {
    const socket = await open().init();
    socket.subscribe("1", "subscription { ticked(count: 3) { number } }");
    await socket.frame((frame) => frame.type === "complete");
    const numbers = socket.frames.filter((frame) => frame.type === "next").map((frame) => frame.payload);
    expect(numbers).toEqual([1, 2, 3].map((number) => ({ data: { ticked: { number } } })));
  });

  test.each([
    ["does not parse", "subscription {", {}, "GRAPHQL_PARSE_FAILED"],
    ["does not fit the schema", "{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["is one of several", "query A { hello } query B { hello }", {}, "OPERATION_RESOLUTION_FAILURE"],
    ["asks for too much", "{ cats(first: 100) { edges { node { friend } } nodes { friend } } }", {}, null],
    [
      "has 40 aliases",
      `{ ${Array.from({ length: 40 }, (_each, n) => `a${n}: hello`).join(" ")} }`,
      {},
      "OPERATION_TOO_COMPLEX",
    ],
    ["has text that cannot be stored", "query($t: String) { hello(to: $t) }", { t: "\0" }, "BAD_USER_INPUT"],
  ])("stays open after an operation that %s", async (_what, query, variables, code) => {
    const socket = await open().init();
    socket.subscribe("1", query, variables);
    const answer = await socket.frame((frame) => frame.id === "1");
    if (code !== null) {
      expect(answer).toMatchObject({ type: "error", payload: [{ extensions: { code } }] });
    }
    socket.subscribe("2", "{ hello }");
    await socket.frame((frame) => frame.id === "2" && frame.type === "next");
  });

  test("reports an error in a variable with its path", async () => {
    const socket = await open().init();
    socket.subscribe("1", "mutation($i: FeedInput!) { feed(input: $i) { fedCount } }", { i: { beings: [{}] } });
    const { payload } = await socket.frame((frame) => frame.type === "next");
    expect(payload).toMatchObject({
      errors: [
        { extensions: { code: "BAD_USER_INPUT", issues: [{ path: ["input", "beings", "0"], code: "one_of" }] } },
      ],
    });
  });

  test("hides internal errors", async () => {
    const socket = await open().init();
    socket.subscribe("1", '{ fail(how: "any") }');
    const { payload } = await socket.frame((frame) => frame.type === "next");
    expect(payload).toMatchObject({ errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] });
    expect(JSON.stringify(payload)).not.toContain("hunter2");
  });

  test("releases a subscription that its client completes", async () => {
    const socket = await open().init();
    socket.subscribe("1", "subscription { ticked(count: 0) { number } }");
    await waitUntil(() => tinyResolvers.openCount === 1);
    socket.send({ type: "complete", id: "1" });
    await waitUntil(() => tinyResolvers.openCount === 0);
    expect(server.sockets.subscriptionCount).toBe(0);
  });

  test("releases its subscriptions when it disconnects without a closing frame", async () => {
    const socket = await open().init();
    for (const id of ["1", "2", "3"]) socket.subscribe(id, "subscription { ticked(count: 0) { number } }");
    await waitUntil(() => tinyResolvers.openCount === 3);
    socket.socket.terminate();
    await waitUntil(() => tinyResolvers.openCount === 0);
  });

  test("allows 50 concurrent operations and refuses the next", async () => {
    const socket = await open().init();
    for (let id = 1; id <= 51; id++) socket.subscribe(String(id), "subscription { ticked(count: 0) { number } }");
    const refused = await socket.frame((frame) => frame.type === "error");
    expect(refused).toMatchObject({ id: "51", payload: [{ extensions: { code: "RATE_LIMITED" } }] });
    await waitUntil(() => tinyResolvers.openCount === 50);
  });

  test("that does not read causes no work (R-23)", async () => {
    const socket = await open().init();
    socket.socket.pause();
    const before = tinyResolvers.tickCount;
    socket.subscribe("1", "subscription { ticked(count: 1000, size: 100000) { padding } }");
    await waitUntil(() => tinyResolvers.tickCount > before + 5);
    let made = 0;
    await waitUntil(async () => {
      const seen = made;
      made = tinyResolvers.tickCount;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return made === seen;
    });
    expect(tinyResolvers.tickCount - before).toBeLessThan(200);

    socket.socket.resume();
    await waitUntil(() => socket.frames.some((frame) => frame.type === "complete"), 45_000);
    expect(socket.frames.filter((frame) => frame.type === "next")).toHaveLength(1000);
  });
});

test("an upgrade on another path is answered without one, and an unknown Host header is refused", async () => {
  const upgrade = (path: string, host: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => {
        const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13";
        socket.write(
          `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`,
        );
      });
      let text = "";
      socket.on("data", (data) => {
        text += String(data);
        socket.destroy();
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(text.slice(0, 12)));
    });
  expect(await upgrade("/graphql", "localhost")).toBe("HTTP/1.1 101");
  expect(await upgrade("/other", "localhost")).toBe("HTTP/1.1 404");
  expect(await upgrade("/graphql", "evil.example")).toBe("HTTP/1.1 421");
});

test("closing the server sends 1001 to every socket, lets requests finish and frees the port", async () => {
  const own = await startTinyServer();
  const socket = await new RawSocket(own.url).init();
  socket.subscribe("1", "subscription { ticked(count: 0) { number } }");
  await waitUntil(() => tinyResolvers.openCount === 1);
  const asked = own.ask("{ hello }");
  await asked;
  await own.close();
  expect(await socket.closing()).toEqual([1001, "Going away"]);
  await waitUntil(() => tinyResolvers.openCount === 0);
  const refused = await new Promise((resolve) => {
    request(own.url)
      .on("error", () => resolve(true))
      .on("response", () => resolve(false))
      .end();
  });
  expect(refused).toBe(true);
});
