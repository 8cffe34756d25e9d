import { spawn, type ChildProcess } from "node:child_process";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { freePort } from "../../src/platform/postgres/embedded-process.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { buildServer } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const KEY = "sk_for_the_test_of_descriptors";

let database: TestDatabase;
let child: ChildProcess | null = null;

beforeAll(async () => {
  buildServer();
  database = await createTestDatabase({ poolSize: 1 });
}, 120_000);
afterEach(() => void child?.kill("SIGKILL"));
afterAll(() => database.drop());

interface Started {
  url: string;
  port: number;
  output(): string;
  exited: Promise<number | null>;
}

/** A server that may open `limit` files. */
async function start(limit: number): Promise<Started> {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const settings = { DATABASE_URL: database.url, CARILLON_BOOTSTRAP_SECRET_KEY: KEY, CARILLON_DRAIN_MS: "0" };
  const started = spawn("/bin/sh", ["-c", `ulimit -n ${limit}; exec "${process.execPath}" server/dist/app/main.js`], {
    cwd: ROOT,
    env: { PATH, HOME, PORT: String(port), RATE_LIMIT_ADDRESS: "0", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  let output = "";
  for (const stream of [started.stdout, started.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const exited = new Promise<number | null>((resolve) => started.once("close", (code) => resolve(code)));
  return { url: `http://127.0.0.1:${port}`, port, output: () => output, exited };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`, { headers: { connection: "close" } }).catch(() => null);
  await answer?.text().catch(() => null);
  return answer?.status === 200;
}

async function asks(url: string): Promise<boolean> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${KEY}`, connection: "close" };
  const body = JSON.stringify({ query: "{ environment { key } }" });
  const answer = await fetch(`${url}/graphql`, { method: "POST", headers, body }).catch(() => null);
  const text = await answer?.text().catch(() => "");
  return text?.includes("production") === true;
}

describe("X-26: a process without free file descriptors", () => {
  test("while it runs continues when some are free again, and SIGTERM ends it meanwhile", async () => {
    const { url, port, output, exited } = await start(300);
    await waitUntil(() => asks(url), 60_000);
    const sockets: Socket[] = [];
    const fill = async (): Promise<void> => {
      for (let n = 0; n < 400; n += 1) {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => undefined);
        sockets.push(socket);
      }
      await new Promise((resolve) => setTimeout(resolve, 3000));
    };
    await fill();
    // Many concurrent requests need new connections to Postgres, and none can be opened.
    await Promise.all(Array.from({ length: 30 }, () => asks(url)));
    expect(await asks(url)).toBe(false);
    for (const socket of sockets.splice(0)) socket.destroy();
    await waitUntil(() => asks(url), 15_000);
    await waitUntil(() => isReady(url), 15_000);

    await fill();
    const startedAt = performance.now();
    child?.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    for (const socket of sockets) socket.destroy();
    expect(output()).not.toMatch(/^\s+at .+:\d+/m);
  }, 120_000);

  test.each([18, 24, 26])("at start, with %d of them, ends with one clear sentence", async (limit) => {
    const { output, exited } = await start(limit);
    expect(await exited).toBe(1);
    expect(output()).toMatch(/ulimit -n/);
    expect(output()).not.toMatch(/^\s+at .+:\d+/m);
  });
});
