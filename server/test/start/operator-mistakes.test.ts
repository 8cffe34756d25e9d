import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { failedStart } from "../support/failed-start.js";
import { OwnPostgres } from "../support/own-postgres.js";
import { buildServer } from "../support/processes.js";
import { waitUntil } from "../support/wait-until.js";
import { TransactionPooler } from "../support/transaction-pooler.js";

const MIGRATION_LOCK = 7_264_501;

let postgres: OwnPostgres;
let folder: string;

beforeAll(async () => {
  buildServer();
  postgres = await OwnPostgres.start();
  folder = mkdtempSync(path.join(tmpdir(), "carillon-mistakes-"));
  writeFileSync(path.join(folder, "a-file"), "");
  await sql(`create role weak login password 'weak'`);
  await sql(`create role lonely login password 'lonely' connection limit 0`);
  await sql(`create database locked`);
  await sql(`create database foreign_tables`);
  await sql(`create table environments (id int)`, "foreign_tables");
  await sql(`create database latin encoding 'LATIN1' locale 'C' template template0`);
  await sql(`create database frozen`);
  await sql(`alter database frozen set default_transaction_read_only = on`);
}, 180_000);

afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function sql(statement: string, database = "postgres"): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf({ database }) });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function urlOf(change: { user?: string; password?: string; database?: string; port?: number; query?: string }): string {
  const url = new URL(postgres.url);
  if (change.user !== undefined) url.username = change.user;
  if (change.password !== undefined) url.password = change.password;
  if (change.database !== undefined) url.pathname = `/${change.database}`;
  if (change.port !== undefined) url.port = String(change.port);
  return url.href + (change.query ?? "");
}

/** Expects an exit with a message that names the setting, without a stack, an object or a secret. */
async function expectWords(env: Record<string, string>, ...words: (string | RegExp)[]): Promise<void> {
  const { code, output } = await failedStart(env);
  for (const each of words) expect(output).toMatch(each);
  expect(output).not.toMatch(/^\s+at .+:\d+/m);
  expect(output).not.toMatch(/node:internal|\[object|QueryFailedError|undefined/);
  expect(output).not.toContain(new URL(postgres.url).password);
  expect(output.trim().split("\n").length).toBeLessThanOrEqual(2);
  expect(code).toBe(1);
}

/** A server on a port that is not a Postgres. */
async function imposter(answer: string | null): Promise<{ port: number; stop(): void }> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (answer !== null) socket.once("data", () => socket.end(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, stop: () => server.close() };
}

describe("X-26: an operator's mistake is reported in one sentence, without a stack", () => {
  test.each([
    ["a wrong password", { password: "wrong" }, /DATABASE_URL: the password of the user "carillon" is wrong/],
    [
      "an unknown user",
      { user: "nobody-at-all" },
      /DATABASE_URL: .*"nobody-at-all" is wrong, or there is no such user/,
    ],
    ["no password", { password: "" }, /DATABASE_URL: the user "carillon" needs a password/],
    ["an unknown database", { database: "no_such" }, /DATABASE_URL: there is no database "no_such"/],
    ["no right to create tables", { user: "weak", password: "weak", database: "locked" }, /lacks a right.*"locked"/],
    ["no connection left", { user: "lonely", password: "lonely" }, /no connection left for "lonely".*max_connections/],
    ["tables of another program", { database: "foreign_tables" }, /holds tables that are not Carillon's/],
    ["an encoding that cannot hold all texts", { database: "latin" }, /encoding is LATIN1.*UTF8/],
    ["a database that can only be read", { database: "frozen" }, /can only be read.*primary/],
    ["nothing that listens", { port: 1 }, /DATABASE_URL: nothing listens at 127\.0\.0\.1, port 1\b/],
    ["TLS that the server does not speak", { query: "?sslmode=verify-full" }, /speaks no TLS/],
    ["a certificate that is not there", { query: "?sslrootcert=/no/such.pem" }, /cannot be opened \(.*\/no\/such\.pem/],
  ])("%s", async (_what, change, words) => {
    await expectWords({ DATABASE_URL: urlOf(change) }, words);
  });

  test("a host without an address", async () => {
    await expectWords(
      { DATABASE_URL: "postgres://u:p@no-such-host.invalid/x" },
      /no host named "no-such-host\.invalid"|looked up/,
    );
  });

  test("a server that is no Postgres, whether it answers or is silent", async () => {
    for (const answer of ["HTTP/1.1 400 Bad Request\r\n\r\n", "-ERR unknown command\r\n", null]) {
      const other = await imposter(answer);
      await expectWords({ DATABASE_URL: urlOf({ port: other.port }) }, /DATABASE_URL: what .*(as a Postgres does)/);
      other.stop();
    }
  });

  test.each([
    ["a wrong password", { password: "wrong" }, /JOBS_URL: the password/],
    ["nothing that listens", { port: 1 }, /JOBS_URL: nothing listens/],
  ])("the job store: %s", async (_what, change, words) => {
    await expectWords({ DATABASE_URL: postgres.url, JOBS_URL: urlOf(change) }, words);
  });

  test("the job store is an unreachable MongoDB", async () => {
    await expectWords({ DATABASE_URL: postgres.url, JOBS_URL: "mongodb://127.0.0.1:1/x" }, /JOBS_URL: .*ECONNREFUSED/);
  });

  test.each([
    ["an address that this machine does not have", { HOST: "203.0.113.77" }, /no such address \(203\.0\.113\.77.*HOST/],
    ["an unknown name", { HOST: "no-such-host.invalid" }, /HOST is no address/],
  ])("the listen address: %s", async (_what, env, words) => {
    await expectWords({ DATABASE_URL: postgres.url, ...env }, words);
  });

  test("a health port in use", async () => {
    const other = await imposter(null);
    const env = { DATABASE_URL: postgres.url, CARILLON_ROLE: "worker", HEALTH_PORT: String(other.port) };
    await expectWords(env, /The port is taken\..*HEALTH_PORT/);
    other.stop();
  });

  test.each([
    [
      "below a file",
      (): string => path.join(folder, "a-file", "home"),
      /CARILLON_HOME: .*a part of that path is a file/,
    ],
    ["that is a file", (): string => path.join(folder, "a-file"), /CARILLON_HOME: .*something else has that name/],
    [
      "where nothing can be made",
      (): string => "/proc/carillon/home",
      /CARILLON_HOME: .*\/proc\/carillon cannot be used/,
    ],
  ])("a data folder %s", async (_what, home, words) => {
    await expectWords({ CARILLON_HOME: home() }, words);
  });
});

test.each([1, 3])("X-26: a pooler in transaction mode is detected, with advice (%d backends)", async (backends) => {
  const pooler = await TransactionPooler.start(postgres.url, backends);
  await expectWords({ DATABASE_URL: urlOf({ port: pooler.port }) }, /pooler in transaction .*session mode/);
  await pooler.stop();
});

test("X-26: a start that waits for the migration lock says so, and continues when the lock is free", async () => {
  const holder = new pg.Client({ connectionString: postgres.url, application_name: "somebody" });
  await holder.connect();
  await holder.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  let said = "";
  const starting = failedStart({ DATABASE_URL: postgres.url, HOST: "203.0.113.77" }, (output) => (said = output));
  await waitUntil(() => said.includes("waiting for"));
  await holder.end();
  const { output } = await starting;
  expect(output).toMatch(/waiting for another process that migrates the database \(session \d+ "somebody"/);
  expect(output).toMatch(/no such address/);
});
