import "reflect-metadata";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { HttpServerOptions } from "../../src/app/http-server.js";
import { RateLimits } from "../../src/platform/rate-limits/index.js";
import { RawSocket } from "../support/raw-socket.js";
import { startTinyServer, type TinyServer } from "../support/tiny-server.js";
import { waitUntil } from "../support/wait-until.js";
import { cpuMsOf, watchTurns } from "../support/cpu-of-turns.js";

const ANN = { apiKey: "pk_tiny", userId: "ann" };
const HEADERS = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "ann" };
const TICKING = "subscription { ticked(count: 0) { number } }";

let server: TinyServer;
let sockets: RawSocket[] = [];

afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  await server.close();
});

async function start(options: Partial<HttpServerOptions> = {}): Promise<void> {
  server = await startTinyServer(options);
  sockets = [];
}

function startWithPoints(user: number, address = 0): Promise<void> {
  const limits = new RateLimits({ rates: { secret: 0, user, address }, redis: null, now: () => performance.now() });
  return start({ limits });
}

function open(): RawSocket {
  const socket = new RawSocket(server.url);
  sockets.push(socket);
  return socket;
}

/** The user's remaining points, from the headers of a request that itself costs one. */
async function pointsLeft(): Promise<number> {
  const { headers } = await server.ask("{ hello }", { headers: HEADERS });
  return Number(headers.get("ratelimit-remaining")) + 1;
}

/** About 1,760 tokens, and different each time. */
function invalidDocument(number: number): string {
  return `{ ${Array.from({ length: 580 }, (_, n) => `x${number}_${n}: helo${n}`).join(" ")} }`;
}

describe("X-02: each message is charged before it is read", () => {
  test("connection_init and operations cost a point, and invalid documents cost more", async () => {
    await startWithPoints(1000);
    const socket = await open().init(ANN);
    expect(await pointsLeft()).toBe(999);
    socket.subscribe("1", "{ hello }");
    await socket.frame((frame) => frame.id === "1");
    expect(await pointsLeft()).toBe(997);
    socket.subscribe("2", "{ nothing }");
    await socket.frame((frame) => frame.id === "2");
    expect(await pointsLeft()).toBeLessThan(993);
  });

  test("pings are free while they are few; a flood of them costs points and then closes the socket", async () => {
    await startWithPoints(1000);
    const socket = await open().init(ANN);
    for (let count = 0; count < 150; count++) socket.send({ type: "ping" });
    await waitUntil(() => socket.frames.filter((frame) => frame.type === "pong").length === 150);
    expect(await pointsLeft()).toBeLessThan(920);
  });

  test("a caller without points is closed for flooding, and may still complete running operations", async () => {
    await startWithPoints(3);
    const socket = await open().init(ANN);
    socket.subscribe("1", TICKING);
    await waitUntil(() => server.sockets.subscriptionCount === 1);
    socket.subscribe("2", "{ hello }");
    socket.subscribe("3", "{ hello }");
    expect(await socket.frame((frame) => frame.id === "3")).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "RATE_LIMITED" } }],
    });
    socket.send({ type: "complete", id: "1" });
    await waitUntil(() => server.sockets.subscriptionCount === 0);
    for (let count = 0; count < 100; count++) socket.send({ type: "ping" });
    expect((await socket.closing())[0]).toBe(1008);
  });

  test("broken JSON costs a point and closes the socket", async () => {
    await startWithPoints(1000);
    const socket = await open().init(ANN);
    socket.send(`{"type":"subscribe",${"[".repeat(300)}`);
    expect((await socket.closing())[0]).toBe(4400);
    expect(await pointsLeft()).toBe(998);
  });

  test("a socket is closed after twenty invalid documents", async () => {
    await start();
    const socket = await open().init(ANN);
    for (let n = 0; n < 30; n++) socket.subscribe(String(n), `{ nothing${n} }`);
    expect((await socket.closing())[0]).toBe(1008);
    expect(socket.frames.filter((frame) => frame.type === "error")).toHaveLength(20);
  });

  test("ten sockets with invalid documents do not block the event loop", async () => {
    await startWithPoints(1200);
    await Promise.all(Array.from({ length: 10 }, () => open().init(ANN)));
    const messages = Array.from({ length: 840 }, (_, n) =>
      JSON.stringify({ type: "subscribe", id: String(n), payload: { query: invalidDocument(n) } }),
    );
    const turns = watchTurns();
    for (const [at, { socket }] of sockets.entries()) {
      for (const message of messages.filter((_, n) => n % 10 === at)) if (socket.readyState === 1) socket.send(message);
      // The next task handles another socket, so that the cost of sending is not measured for the server.
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Other callers are answered while most of the documents still wait.
    await server.ask("{ hello }");
    const isUnderWay = sockets.some((each) => each.closed === null && each.frames.length < 85);
    await waitUntil(() => sockets.every((each) => each.closed !== null || each.frames.length === 85), 60_000);
    const { worstMs, totalMs } = turns.stop();
    // It was 24 ms for each of 840, all in one task of the event loop. The clients run in this process too.
    expect(isUnderWay).toBe(true);
    expect(totalMs).toBeLessThan(6000);
    expect(worstMs).toBeLessThan(400);
  }, 120_000);

  test.each([
    ["over HTTP", "http"],
    ["over WebSocket", "socket"],
  ])("%s, only a secret key gets suggestions, and no caller gets a hundred errors", async (_how, how) => {
    await start();
    const ask = async (isSecret: boolean, query: string): Promise<{ message: string }[]> => {
      if (how === "http") return (await server.ask(query, isSecret ? {} : { headers: HEADERS })).errors;
      const socket = await open().init(isSecret ? undefined : ANN);
      socket.subscribe("1", query);
      const { payload } = await socket.frame((frame) => frame.id === "1");
      return Array.isArray(payload) ? payload : [];
    };
    expect(JSON.stringify(await ask(true, "{ helo }"))).toContain("Did you mean");
    expect(JSON.stringify(await ask(false, "{ helo }"))).not.toContain("Did you mean");
    expect(JSON.stringify(await ask(false, "{ hello(too: 1) cats(frist: 1) { nodes { livess } } }"))).not.toMatch(
      /mean/,
    );
    expect((await ask(false, invalidDocument(1))).length).toBeLessThan(6);
    expect((await ask(true, invalidDocument(1))).length).toBeLessThan(40);
  });

  test("a document is refused before fields with one name are compared with each other", async () => {
    await start();
    const document = `{ ${"cats { nodes { id } } ".repeat(240)} }`;
    const cpuMs = await cpuMsOf(async () => {
      const { errors } = await server.ask(document, { headers: HEADERS });
      expect(errors[0]?.message).toContain("same name");
    });
    expect(cpuMs).toBeLessThan(150);
  });
});

describe("X-16: sockets are limited", () => {
  test("a public key without a user is refused", async () => {
    await start();
    const socket = await open().opened();
    socket.send({ type: "connection_init", payload: { apiKey: "pk_tiny" } });
    expect((await socket.closing())[0]).toBe(4403);
  });

  test("per user and per key", async () => {
    await start({ socketCaps: { perUser: 2, perKey: 3 } });
    await open().init(ANN);
    await open().init(ANN);
    const third = await open().opened();
    third.send({ type: "connection_init", payload: ANN });
    expect(await third.closing()).toEqual([1013, "A user may have 2 sockets open."]);
    await open().init({ apiKey: "pk_tiny", userId: "bob" });
    const fourth = await open().opened();
    fourth.send({ type: "connection_init", payload: { apiKey: "pk_tiny", userId: "cleo" } });
    expect((await fourth.closing())[0]).toBe(1013);
    await open().init();

    sockets[0]?.socket.terminate();
    await waitUntil(() => server.sockets.socketCount === 3);
    await open().init(ANN);
  });

  test("operations of a user are counted over all its sockets", async () => {
    await start({ socketCaps: { operationsPerUser: 3 } });
    const [one, two] = [await open().init(ANN), await open().init(ANN)];
    for (const id of ["1", "2"]) one.subscribe(id, TICKING);
    await waitUntil(() => server.sockets.subscriptionCount === 2);
    two.subscribe("1", TICKING);
    two.subscribe("2", TICKING);
    const refused = await two.frame((frame) => frame.type === "error");
    expect(refused).toMatchObject({ id: "2", payload: [{ extensions: { code: "RATE_LIMITED" } }] });
    one.send({ type: "complete", id: "1" });
    await waitUntil(() => server.sockets.subscriptionCount === 2);
    two.subscribe("3", TICKING);
    await waitUntil(() => server.sockets.subscriptionCount === 3);
  });

  test("unauthenticated ones are closed in favour of new ones, also of the same address", async () => {
    await start({ socketCaps: { unknownPerAddress: 10, sockets: 40 } });
    const silent = Array.from({ length: 30 }, () => open());
    await Promise.all(silent.map((socket) => socket.opened()));
    await waitUntil(() => silent.filter((socket) => socket.closed !== null).length >= 20);
    expect(silent.find((socket) => socket.closed)?.closed?.[0]).toBe(1013);
    const good = await open().init(ANN);
    good.subscribe("1", "{ hello }");
    await good.frame((frame) => frame.type === "next");
  });

  test("at the limit of the process an unauthenticated one is closed, or the next is refused with 503", async () => {
    await start({ socketCaps: { sockets: 3, perUser: 0 } });
    for (let count = 0; count < 2; count++) await open().init(ANN);
    const silent = await open().opened();
    await open().init(ANN);
    expect((await silent.closing())[0]).toBe(1013);
    expect(await upgradeStatus(server.port)).toBe("HTTP/1.1 503");
    expect((await server.ask("{ hello }")).status).toBe(200);
  });

  test("one that does not answer the closing frame is destroyed, so that its descriptor is free", async () => {
    await start();
    const { raw, ended } = await rawSocket(server.port);
    const startedAt = performance.now();
    await waitUntil(() => server.sockets.socketCount === 1);
    await ended;
    await waitUntil(() => server.sockets.socketCount === 0);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    raw.destroy();
  });

  test("one that sends messages without authentication is closed", async () => {
    await start();
    const socket = await open().opened();
    for (let count = 0; count < 12; count++) socket.send({ type: "ping" });
    expect((await socket.closing())[0]).toBe(1008);
  });
});

const UPGRADE = [
  "GET /graphql HTTP/1.1",
  "Host: localhost",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Protocol: graphql-transport-ws",
  "",
  "",
].join("\r\n");

/** A connection that is upgraded and then only reads. It sends nothing, not even a closing frame. */
async function rawSocket(port: number): Promise<{ raw: Socket; ended: Promise<void> }> {
  const raw = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  raw.on("error", () => undefined);
  const ended = new Promise<void>((resolve) => {
    raw.once("end", () => resolve());
    raw.once("close", () => resolve());
  });
  await new Promise<void>((resolve) => {
    raw.once("data", () => resolve());
    raw.write(UPGRADE);
  });
  raw.resume();
  return { raw, ended };
}

function upgradeStatus(port: number): Promise<string> {
  return new Promise((resolve) => {
    const raw = connect(port, "127.0.0.1", () => raw.write(UPGRADE));
    raw.on("error", () => undefined);
    raw.once("data", (data) => {
      raw.destroy();
      resolve(String(data).slice(0, 12));
    });
  });
}
