import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { freePort } from "../../src/platform/postgres/embedded-process.js";
import { createTestDatabase, type TestDatabase } from "../support/database.js";
import { buildServer } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const STOP_MS = 20_000;

let database: TestDatabase;
let child: ChildProcess | null = null;

beforeAll(async () => {
  buildServer();
  database = await createTestDatabase({ poolSize: 1 });
}, 120_000);
afterEach(() => void child?.kill("SIGKILL"));
afterAll(() => database.drop());

interface Server {
  url: string;
  /** Sends SIGTERM. Returns how and when the process ended. */
  stop(): Promise<{ code: number | null; ms: number }>;
}

/** A server that logs a lot: Redis is missing, and each line of the start counts. */
async function start(stdout: number | "pipe", stderr: number | "ignore"): Promise<Server> {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const settings = { PORT: String(port), LOG_LEVEL: "trace", REDIS_URL: "redis://127.0.0.1:1", CARILLON_DRAIN_MS: "0" };
  const started = spawn(process.execPath, ["server/dist/app/main.js"], {
    cwd: ROOT,
    env: { PATH, HOME, DATABASE_URL: database.url, ...settings },
    stdio: ["ignore", stdout, stderr],
  });
  child = started;
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(async () => (await fetch(`${url}/health/live`).catch(() => null))?.status === 200, 60_000);
  return {
    url,
    async stop() {
      const startedAt = performance.now();
      const exited = once(started, "exit");
      started.kill("SIGTERM");
      const [code] = await exited;
      return { code, ms: performance.now() - startedAt };
    },
  };
}

/** Causes an error line, as any caller can. */
async function logSomething(url: string): Promise<void> {
  const extensions = { persistedQuery: { version: 2, sha256Hash: "x" } };
  for (let n = 0; n < 20; n += 1) {
    await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ extensions }),
    }).then((answer) => answer.text());
  }
}

async function droppedBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^carillon_log_lines_dropped_total (\d+)$/m.exec(text)?.[1] ?? -1);
}

describe("X-07: a log that cannot be written blocks nothing", () => {
  test.each([
    ["stdout", true, false],
    ["stdout and stderr", true, true],
  ])(
    "a full disk below %s: lines are dropped and counted, calls are answered, SIGTERM ends the process",
    async (_what, out, err) => {
      const full = openSync("/dev/full", "w");
      const server = await start(out ? full : "pipe", err ? full : "ignore");
      closeSync(full);
      await logSomething(server.url);
      expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
      expect(await droppedBy(server.url)).toBeGreaterThan(1);
      const { code, ms } = await server.stop();
      expect(code).toBe(0);
      expect(ms).toBeLessThan(STOP_MS);
    },
  );

  test("a stalled reader: the unread log is bounded, calls are answered, SIGTERM ends the process", async () => {
    const server = await start("pipe", "ignore");
    for (let round = 0; round < 20; round += 1) await logSomething(server.url);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    const { code, ms } = await server.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(STOP_MS);
  });
});

/** Runs a program with the built log writer. Returns its exit code and output. */
function withWriter(program: string, stdout: number | "pipe"): { status: number | null; signal: string | null } {
  const text = `import { standardOutput } from "./server/dist/platform/logging/line-writer.js"; ${program}`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", text], {
    cwd: ROOT,
    stdio: ["ignore", stdout, "inherit"],
    timeout: 30_000,
  });
}

describe("X-07: the log writer", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "carillon-log-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("drops lines that a full disk rejects, and never throws", () => {
    const full = openSync("/dev/full", "w");
    const program = `for (let n = 0; n < 7; n += 1) standardOutput.write("line\\n"); process.exit(standardOutput.droppedCount);`;
    expect(withWriter(program, full).status).toBe(7);
    closeSync(full);
  });

  test("continues on a new line once the disk has space again", () => {
    const file = path.join(folder, "log");
    const fd = openSync(file, "w");
    // The disk fails under the descriptor, and then recovers: meanwhile the descriptor refers to another file.
    const program = `
      import { createRequire, syncBuiltinESMExports } from "node:module";
      const fs = createRequire(import.meta.url)("node:fs");
      standardOutput.write("before\\n");
      const real = fs.writeSync;
      let calls = 0;
      fs.writeSync = (fd, bytes, offset) => {
        calls += 1;
        if (calls === 1) return real(fd, bytes.subarray(offset, offset + 3));
        throw Object.assign(new Error("EIO"), { code: "EIO" });
      };
      syncBuiltinESMExports();
      standardOutput.write("torn line\\n");
      standardOutput.write("lost\\n");
      fs.writeSync = real;
      syncBuiltinESMExports();
      standardOutput.write("after\\n");
      process.exit(standardOutput.droppedCount);`;
    expect(withWriter(program, fd).status).toBe(2);
    closeSync(fd);
    expect(readFileSync(file, "utf8")).toBe("before\ntor\nafter\n");
  });

  test("keeps at most a megabyte for a stalled reader, and still ends", async () => {
    const text = `import { standardOutput } from "./server/dist/platform/logging/line-writer.js";
      for (let n = 0; n < 4000; n += 1) standardOutput.write("x".repeat(1023) + "\\n");
      setTimeout(() => process.exit(standardOutput.droppedCount > 2000 && process.stdout.writableLength < 1.1e6 ? 0 : 9), 200);`;
    const writer = spawn(process.execPath, ["--input-type=module", "-e", text], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const hung = setTimeout(() => writer.kill("SIGKILL"), 20_000);
    const [code] = await once(writer, "exit");
    clearTimeout(hung);
    writer.stdout.destroy();
    expect(code).toBe(0);
  });
});
