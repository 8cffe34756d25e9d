import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import WebSocket from "ws";
import { z } from "zod";
import { isAlive } from "../../src/platform/postgres/process-lock.js";
import { buildAll, holderOf, newHome, NpmStart, postgresOf } from "../support/npm-start.js";
import { waitUntil } from "../support/wait-until.js";

const keysFile = z.strictObject({ endpoint: z.string(), secretKey: z.string(), publicKey: z.string() });
const NOTIFY = `mutation($id: ID!) { notify(input: {
  workflowKey: "mention", recipients: [{ to: { userId: $id } }], data: { documentId: "plans" } }) { trigger { id } } }`;

let home: string;
const started: NpmStart[] = [];

beforeAll(() => buildAll(), 300_000);
beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  for (const each of started.splice(0)) await each.end("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

function start(env: Record<string, string> = {}, command?: string[]): NpmStart {
  const process = new NpmStart({ CARILLON_HOME: home, ...env }, command);
  started.push(process);
  return process;
}

const keysOf = (folder: string): z.infer<typeof keysFile> =>
  keysFile.parse(JSON.parse(readFileSync(path.join(folder, "dev-keys.json"), "utf8")));

async function ask(query: string, variables: object = {}): Promise<string> {
  const { endpoint, secretKey } = keysOf(home);
  const headers = { "content-type": "application/json", authorization: `Bearer ${secretKey}` };
  const answer = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  return answer.text();
}

async function messageCountOf(userId: string): Promise<number> {
  const answer = await ask("query($id: ID!) { feed(recipient: { userId: $id }) { counts { total } } }", { id: userId });
  return Number(/"total":(\d+)/.exec(answer)?.[1] ?? 0);
}

const isLeft = (file: string): boolean => existsSync(path.join(home, file));

async function readPage(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { accept: "text/html" } });
  expect([url, answer.status]).toEqual([url, 200]);
  return answer.text();
}

describe("npm start", () => {
  test("picks a free port, serves, and writes keys that only their owner may read", async () => {
    const url = await start().ready();

    expect(statSync(path.join(home, "dev-keys.json")).mode & 0o777).toBe(0o600);
    const { endpoint, secretKey, publicKey } = keysOf(home);
    expect(endpoint).toBe(`${url}/graphql`);
    expect(secretKey).toMatch(/^sk_/);
    expect(publicKey).toMatch(/^pk_/);

    for (const page of ["/", "/demo", "/graphql"]) {
      const html = await readPage(url + page);
      const files = [...html.matchAll(/(?:src|href)="([^"]*\.(?:js|css))"/g)].map((match) => match[1] ?? "");
      expect(files.length).toBeGreaterThan(0);
      const texts = await Promise.all(files.map((file) => readPage(new URL(file, url + page).href)));
      expect([html, ...texts].some((text) => text.includes(secretKey))).toBe(false);
    }
    expect(await readPage(`${url}/health/ready`)).toContain('"ready"');
    expect(await statusFor(url, "stranger.example")).toBe(421);
    expect(await statusFor(url, new URL(url).host)).toBe(200);
  });

  test("shows a curl command that works unchanged, and links to all pages", async () => {
    const url = await start().ready();
    const html = await readPage(`${url}/`);

    for (const link of ["/demo", "/graphql", "/health/ready", "/metrics"]) {
      expect(html).toContain(`href=".${link}"`);
      await readPage(url + link);
    }
    const shown = /<pre>(curl [^<]+)<\/pre>/.exec(html)?.[1] ?? "";
    const pasted = shown
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">");
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", pasted.replaceAll("&amp;", "&")], { cwd: "/" });

    expect(stdout).toContain('{"data":{"notify":{"trigger":{"id":"');
  });

  test("drains on Ctrl-C: not ready, sockets closed with 1001, Postgres last; no process and no lock stays", async () => {
    const server = start({ CARILLON_DRAIN_MS: "2000" });
    const url = await server.ready();
    const postgres = postgresOf(home);
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    const closed = once(socket, "close");

    const ended = server.end("SIGINT");
    await waitUntil(async () => (await fetch(`${url}/health/ready`)).status === 503);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    expect((await closed)[0]).toBe(1001);
    expect(isAlive(postgres)).toBe(true);

    expect(await ended).toBe(0);
    expect(isAlive(postgres)).toBe(false);
    expect(isLeft("carillon.lock") || isLeft("postgres/postmaster.pid")).toBe(false);
    expect(server.output).not.toContain("jobs.trouble");
  });

  test("loses nothing after kill -9 of the server, whose Postgres is taken over, and of both", async () => {
    const first = start();
    await first.ready();
    const postgres = postgresOf(home);
    expect(await ask(NOTIFY, { id: "kept" })).toContain('"id"');
    await first.end("SIGKILL");
    expect(isAlive(postgres)).toBe(true);

    const second = start();
    await second.ready();
    expect(second.output).toContain(`Taking over the Postgres (process ${postgres})`);
    expect(postgresOf(home)).toBe(postgres);
    await waitUntil(async () => (await messageCountOf("kept")) === 1);
    const secretKey = keysOf(home).secretKey;
    await second.end("SIGKILL");
    process.kill(postgres, "SIGKILL");

    const third = start();
    await third.ready();
    expect(postgresOf(home)).not.toBe(postgres);
    expect(await messageCountOf("kept")).toBe(1);
    expect(keysOf(home).secretKey).toBe(secretKey);
  });

  test("ends when npm is killed", async () => {
    const npm = start({}, ["npm", "start"]);
    await npm.ready();
    const [server, postgres] = [holderOf(home), postgresOf(home)];
    expect(server).not.toBe(npm.child.pid);

    await npm.end("SIGKILL");

    await waitUntil(() => !isAlive(server) && !isAlive(postgres));
    expect(isLeft("carillon.lock") || isLeft("postgres/postmaster.pid")).toBe(false);
  });

  test("continues when its output is no longer read, and still stops in order", async () => {
    const server = start({ LOG_LEVEL: "info" });
    const url = await server.ready();
    const postgres = postgresOf(home);
    server.child.stdout?.destroy();
    server.child.stderr?.destroy();

    expect(await ask(NOTIFY, { id: "unheard" })).toContain('"id"');
    expect((await fetch(`${url}/health/live`)).status).toBe(200);

    expect(await server.end("SIGTERM")).toBe(0);
    expect(isAlive(postgres)).toBe(false);
  });

  test("works, also for root, in a folder that only its owner may enter", async () => {
    chmodSync(home, 0o700);
    const server = start();

    await readPage(`${await server.ready()}/`);

    expect(await server.end("SIGTERM")).toBe(0);
    const redirect = path.join(home, "postgres-place");
    if (!existsSync(redirect)) return;
    const outside = readFileSync(redirect, "utf8");
    expect(server.output).toContain(`The database's data lies in ${path.join(outside, "postgres")}`);
    rmSync(outside, { recursive: true });
  });

  test("refuses a second server on the same data folder, and does not disturb the first one", async () => {
    const first = start();
    const url = await first.ready();

    const second = start();

    expect(await second.end()).toBe(1);
    expect(second.output).toContain(`Another Carillon (process ${first.child.pid}) is running on ${home}`);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  test("reports a port in use, and leaves no Postgres running", async () => {
    const occupant = createServer().listen(0, "127.0.0.1");
    await once(occupant, "listening");
    const address = occupant.address();
    const port = typeof address === "object" ? address?.port : 0;

    const server = start({ PORT: String(port) });

    expect(await server.end()).toBe(1);
    expect(server.output).toContain("The port is taken.");
    expect(isLeft("carillon.lock") || isLeft("postgres/postmaster.pid")).toBe(false);
    occupant.close();
  });

  test("lists all invalid settings at once, and shows no value", async () => {
    const server = start({ PORT: "70000", LOG_LEVEL: "loud", DATABASE_URL: "mysql://root:hunter2@db/x" });

    expect(await server.end()).toBe(1);

    for (const name of ["PORT", "LOG_LEVEL", "DATABASE_URL"]) expect(server.output).toContain(name);
    for (const value of ["70000", "loud", "hunter2"]) expect(server.output).not.toContain(value);
  });
});

/** The status of a request with another Host header. */
async function statusFor(url: string, host: string): Promise<number | undefined> {
  const sent = request(`${url}/`, { headers: { host } }).end();
  const [answer] = await once(sent, "response");
  answer.resume();
  return answer.statusCode;
}
