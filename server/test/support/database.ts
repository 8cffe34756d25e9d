import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { ENTITIES } from "../../src/app/composition/entities.js";
import { MIGRATIONS } from "../../src/migrations/index.js";
import { connectDatabase, LOCKS, type Database } from "../../src/platform/postgres/index.js";

export interface TestDatabase {
  database: Database;
  url: string;
  /** Disconnects and deletes the database. Fails if a test left a connection open. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Maximum connections. Default: 10. */
  poolSize?: number;
  /** Whether a query outside an open transaction throws, as in the product. Default: true. */
  isGuarded?: boolean;
}

const LEAK_PATIENCE_MS = 3000;

/** A new migrated database, cloned from a template that the first test file of a run creates. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await withServer(async (server) => {
    await server.query(`create database ${name} template ${await ensureTemplate(server)}`);
  });
  const url = urlOf(name);
  const { database, close } = await connect(url, options);
  return {
    database,
    url,
    async drop() {
      await close();
      await withServer(async (server) => {
        const leaks = await sessionsAfterClose(server, name);
        await server.query(`drop database ${name} with (force)`);
        if (leaks.length > 0)
          throw new Error(`The test left connections open; their last statements:\n${leaks.join("\n")}`);
      });
    },
  };
}

function connect(
  url: string,
  { poolSize = 10, isGuarded = true }: TestDatabaseOptions,
): ReturnType<typeof connectDatabase> {
  return connectDatabase({ url, entities: ENTITIES, migrations: MIGRATIONS, poolSize, isGuarded });
}

async function ensureTemplate(server: pg.Client): Promise<string> {
  const name = `template_${createHash("sha256").update(MIGRATIONS.join("\n")).digest("hex").slice(0, 16)}`;
  await server.query("select pg_advisory_lock($1)", [LOCKS.testTemplate]);
  try {
    const known = await server.query("select 1 from pg_database where datname = $1", [name]);
    if (known.rowCount === 0) {
      const draft = `draft_${randomBytes(8).toString("hex")}`;
      await server.query(`create database ${draft}`);
      await (await connect(urlOf(draft), { poolSize: 1 })).close();
      await sessionsAfterClose(server, draft);
      await server.query(`alter database ${draft} rename to ${name}`);
    }
    return name;
  } finally {
    await server.query("select pg_advisory_unlock($1)", [LOCKS.testTemplate]);
  }
}

/**
 * The last statements of sessions that remain although all should have ended. The server needs a moment to notice
 * closed connections.
 */
async function sessionsAfterClose(server: pg.Client, database: string): Promise<string[]> {
  for (const deadline = Date.now() + LEAK_PATIENCE_MS; ;) {
    const { rows } = await server.query<{ query: string }>(
      // Not a worker of autovacuum, which nobody here started.
      "select query from pg_stat_activity where datname = $1 and backend_type = 'client backend'",
      [database],
    );
    if (rows.length === 0 || Date.now() > deadline) return rows.map((row) => row.query);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function withServer<T>(work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: urlOf("postgres") });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(process.env.CARILLON_TEST_POSTGRES_URL ?? "");
  url.pathname = `/${database}`;
  return url.href;
}
