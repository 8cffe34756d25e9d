import "reflect-metadata";
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { RateLimits } from "../../src/platform/rate-limits/index.js";
import { SECRET, startTinyServer, type TinyServer } from "../support/tiny-server.js";
import { waitUntil } from "../support/wait-until.js";

const MIB = 1024 * 1024;
const QUERY = "query($to: String) { hello(to: $to) }";
const USER = { authorization: "Bearer pk_tiny", "x-carillon-user-id": "ada" };
const BAD_KEY = { authorization: "Bearer sk_x" };

let server: TinyServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

interface Reply {
  status: number;
  body: { errors?: { message: string; extensions: Record<string, unknown> }[]; data?: unknown };
  /** The longest block of the event loop, in milliseconds. */
  stallMs: number;
}

/**
 * Sends a body unchanged. The measured block includes the client's work in this process, so bodies are built in
 * advance.
 */
async function post(body: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const response = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = httpRequest(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
    });
    sent.on("response", (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    // The server may close a refused upload while it is being sent. The answer came before.
    sent.on("error", (error) => setTimeout(() => reject(error), 100));
    sent.end(body);
  });
  delay.disable();
  return { status: response.status, body: JSON.parse(response.text) as Reply["body"], stallMs: delay.max / 1e6 };
}

function filled(unit: string, bytes = 7 * MIB): Buffer {
  const list = unit.repeat(Math.floor(bytes / unit.length));
  return Buffer.from(`{"query":${JSON.stringify(QUERY)},"variables":{"x":[${list}0],"to":"you"}}`);
}

const codeOf = ({ body }: Reply): unknown => body.errors?.[0]?.extensions["code"];

/**
 * Room for a busy machine, and for the client's work in the same process. On an idle machine the faults took up to 4
 * s.
 */
const STALL_MAX_MS = 2000;

describe("bodies", () => {
  test.each(["[],", "1,", '"",', "{},"])(
    "X-03: 7 MiB of %s with something that resembles a secret key are not read",
    async (unit) => {
      const reply = await post(filled(unit), BAD_KEY).catch(() => null);
      if (reply === null) return;
      expect([reply.status, codeOf(reply)]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
      expect(reply.stallMs).toBeLessThan(STALL_MAX_MS);
    },
  );

  test.each(["[],", "1,", '"",', "{},"])(
    "X-03: 7 MiB of %s with a good key hold too many values and are not parsed",
    async (unit) => {
      const reply = await post(filled(unit), SECRET);
      expect([reply.status, codeOf(reply)]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
      expect(reply.stallMs).toBeLessThan(STALL_MAX_MS);
    },
  );

  test("X-03: keys of objects count as values do", async () => {
    const keys = Array.from({ length: 300_000 }, (_each, n) => `"k${n}":1`).join(",");
    expect(codeOf(await post(`{"query":"{hello}","variables":{${keys}}}`, SECRET))).toBe("PAYLOAD_TOO_LARGE");
  });

  test("X-03: commas and brackets inside strings do not count as values", async () => {
    const to = `[{,"\\${"[,{".repeat(100_000)}`;
    const reply = await post(JSON.stringify({ query: QUERY, variables: { to } }), SECRET);
    expect(reply.body.data).toEqual({ hello: `Hello ${to}` });
  });

  test("X-15: a document of 200 KB without a good key is not read, persisted or not", async () => {
    const query = `{ __typename } #${"x".repeat(200_000)}`;
    const sha256Hash = createHash("sha256").update(query).digest("hex");
    const body = JSON.stringify({ query, extensions: { persistedQuery: { version: 1, sha256Hash } } });
    const stranger = await post(body).catch(() => null);
    if (stranger) expect([stranger.status, codeOf(stranger)]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    // The error is about the key, because the body would be read with a good key.
    const refused = await post(body, BAD_KEY).catch(() => null);
    if (refused) expect([refused.status, codeOf(refused)]).toEqual([401, "UNAUTHENTICATED"]);
    const user = await post(body, USER);
    expect([user.status, codeOf(user)]).toEqual([400, "OPERATION_TOO_COMPLEX"]);
  });

  test("X-03: a user's body may hold fewer values than a server's", async () => {
    const body = filled("1,", 100_000);
    expect(codeOf(await post(body, USER))).toBe("PAYLOAD_TOO_LARGE");
    expect((await post(body, SECRET)).status).toBe(200);
  });

  test("X-03: only variables that the operation declares are checked", async () => {
    const undeclared = { to: "you", x: "\ud800" };
    expect((await post(JSON.stringify({ query: QUERY, variables: undeclared }))).body.data).toEqual({
      hello: "Hello you",
    });
    const declared = await post(JSON.stringify({ query: QUERY, variables: { to: "\ud800" } }));
    expect(codeOf(declared)).toBe("BAD_USER_INPUT");
  });

  test("X-25: a hundred thousand lone surrogates are the caller's bad input", async () => {
    const query = "mutation($i: FeedInput!) { feed(input: $i) { fedCount } }";
    const list = Array.from({ length: 100_000 }, () => '"\\ud800"').join(",");
    const body = `{"query":${JSON.stringify(query)},"variables":{"i":{"beings":[],"data":{"a":[${list}]}}}}`;
    const reply = await post(body, SECRET);
    expect([reply.status, codeOf(reply)]).toEqual([200, "BAD_USER_INPUT"]);
    expect(reply.stallMs).toBeLessThan(STALL_MAX_MS);
  });

  test("X-25: a hundred thousand errors in one list are reported by the first few", async () => {
    const query = "mutation($i: FeedInput!) { feed(input: $i) { fedCount } }";
    const body = JSON.stringify({ query, variables: { i: { beings: Array(100_000).fill(1) } } });
    const linesBefore = server.log.length;
    const reply = await post(body, SECRET);
    expect(new Set(reply.body.errors?.map((error) => error.extensions["code"]))).toEqual(new Set(["BAD_USER_INPUT"]));
    expect(reply.body.errors?.length).toBeLessThanOrEqual(101);
    expect(server.log.slice(linesBefore).filter((line) => line.includes('"level":50'))).toEqual([]);
    expect(reply.stallMs).toBeLessThan(STALL_MAX_MS);
  });

  test("X-03: unfinished bodies of one address use bounded memory", async () => {
    const sockets = await Promise.all(Array.from({ length: 40 }, () => unfinished(server.port, 60 * 1024)));
    await waitUntil(() => sockets.some((each) => each.answer !== ""));
    expect(sockets.find((each) => each.answer !== "")?.answer).toMatch(/429|503/);
    // Callers with a good key have a budget of their own.
    expect((await server.ask("{ hello }")).status).toBe(200);
    for (const each of sockets) each.close();
    await waitUntil(async () => (await post(filled("1,", 60 * 1024))).status === 413);
  });
});

describe("documents", () => {
  const block = (lines: number): string => `{ hello(to: """${"\n".repeat(lines)}""") }`;

  test.each([
    ["a block string", block(3 * MIB)],
    ["a name", `{ ${"a".repeat(6 * MIB)} }`],
    ["a comment", `#${"x".repeat(6 * MIB)}\n{ hello }`],
    ["commas", `{ hello ${",".repeat(6 * MIB)} }`],
  ])("X-03: %s of megabytes is refused before it is read", async (_what, query) => {
    const reply = await post(JSON.stringify({ query }), SECRET);
    expect(codeOf(reply)).toBe("OPERATION_TOO_COMPLEX");
    expect(reply.stallMs).toBeLessThan(STALL_MAX_MS);
  });

  test("X-03: the largest document of each type of key is processed in time", async () => {
    for (const [headers, lines] of [
      [SECRET, 127 * 1024],
      [USER, 63 * 1024],
    ] as const) {
      const reply = await post(JSON.stringify({ query: block(lines) }), headers);
      expect(reply.status).toBe(200);
      expect(reply.stallMs).toBeLessThan(STALL_MAX_MS);
    }
    expect(codeOf(await post(JSON.stringify({ query: block(65 * 1024) }), USER))).toBe("OPERATION_TOO_COMPLEX");
  });

  test("X-11: an invalid document gets its first errors only", async () => {
    const query = `{ ${Array.from({ length: 500 }, (_each, n) => `helo${n}`).join(" ")} }`;
    const reply = await post(JSON.stringify({ query }));
    expect(reply.body.errors?.length).toBeLessThanOrEqual(6);
    expect(codeOf(reply)).toBe("GRAPHQL_VALIDATION_FAILED");
  });
});

test("X-03: an address without points is refused before its body is read", async () => {
  const limits = new RateLimits({ rates: { secret: 0, user: 0, address: 2 }, redis: null, now: () => 1 });
  const limited = await startTinyServer({ limits });
  try {
    for (let n = 0; n < 2; n++) await limited.ask("{ hello }", { headers: BAD_KEY });
    const socket = await unfinished(limited.port, 1000, BAD_KEY.authorization);
    await waitUntil(() => socket.answer !== "");
    expect(socket.answer).toContain("429");
    socket.close();
  } finally {
    await limited.close();
  }
});

test("X-03: broken JSON and large bodies cost points too", async () => {
  const limits = new RateLimits({ rates: { secret: 0, user: 0, address: 10 }, redis: null, now: () => 1 });
  const limited = await startTinyServer({ limits });
  const remaining = async (): Promise<number> => {
    const answer = await limited.ask("{ hello }", { headers: {} });
    return Number(answer.headers.get("ratelimit-remaining"));
  };
  try {
    expect(await remaining()).toBe(9);
    const headers = { "content-type": "application/json" };
    await fetch(`${limited.url}/graphql`, { method: "POST", headers, body: "{" });
    expect(await remaining()).toBe(7);
    const body = JSON.stringify({ query: QUERY, variables: { to: "x".repeat(200 * 1024) } });
    await fetch(`${limited.url}/graphql`, { method: "POST", headers, body });
    // One point for the request, and one for each 64 KiB.
    expect(await remaining()).toBe(2);
  } finally {
    await limited.close();
  }
});

interface Unfinished {
  answer: string;
  close(): void;
}

/** A request that announces a body and never sends all of it. */
function unfinished(port: number, bytes: number, authorization = ""): Promise<Unfinished> {
  const socket = connect(port, "127.0.0.1");
  const state: Unfinished = { answer: "", close: () => socket.destroy() };
  socket.on("data", (data) => (state.answer += data.toString("utf8")));
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.on("connect", () => {
      const head = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nauthorization: ${authorization}\r\n`;
      socket.write(`${head}content-length: ${bytes + 1}\r\n\r\n`);
      socket.write(" ".repeat(bytes), () => resolve(state));
    });
  });
}
