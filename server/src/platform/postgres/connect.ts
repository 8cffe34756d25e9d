import pg from "pg";
import { DataSource, type MigrationInterface } from "typeorm";
import { Database } from "./database.js";

export interface ConnectOptions {
  url: string;
  entities: (new () => object)[];
  migrations: (new () => MigrationInterface)[];
  poolSize?: number;
}

/** Any fixed number: who migrates holds this advisory lock. */
const MIGRATION_LOCK = 7_264_501;
const MIGRATIONS_TABLE = "carillon_migrations";

export interface Connection {
  database: Database;
  close(): Promise<void>;
}

/** A request that found no connection by then is given up; its caller may come back. */
const CONNECT_TIMEOUT_MS = 5000;
/** No statement of ours takes nearly as long; one that does holds up everybody else. Migrations may take what they need. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** A later release has been at this database. */
export class NewerDatabaseError extends Error {}

/** Connects, and brings the schema up to date; of several processes that start at once, one migrates and the others wait. */
export async function connectDatabase(options: ConnectOptions): Promise<Connection> {
  await migrate(options);
  const dataSource = sourceOf(options, options.poolSize ?? 20, { statement_timeout: STATEMENT_TIMEOUT_MS });
  await dataSource.initialize();
  const pool: unknown = "master" in dataSource.driver ? dataSource.driver.master : null;
  if (!(pool instanceof pg.Pool)) throw new Error("TypeORM's driver no longer exposes its pool.");
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  return { database: new Database(dataSource, pool), close: () => dataSource.destroy() };
}

function sourceOf(options: ConnectOptions, poolSize: number, extra: object): DataSource {
  return new DataSource({
    type: "postgres",
    url: options.url,
    entities: options.entities,
    migrations: options.migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    installExtensions: false,
    poolSize,
    applicationName: "carillon",
    extra: { connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true, ...extra },
  });
}

async function migrate(options: ConnectOptions): Promise<void> {
  const client = new pg.Client({ connectionString: options.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    if (options.migrations.length > 0) await refuseNewer(client, options.migrations);
    const dataSource = await sourceOf(options, 1, {}).initialize();
    try {
      await dataSource.runMigrations({ transaction: "each" });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await client.end();
  }
}

/** What a later release changed, this one would read wrongly and write wrongly: it keeps its hands off. */
async function refuseNewer(client: pg.Client, migrations: ConnectOptions["migrations"]): Promise<void> {
  const table = await client.query<{ name: string | null }>("select to_regclass($1)::text as name", [MIGRATIONS_TABLE]);
  if (table.rows[0]?.name == null) return;
  const { rows } = await client.query<{ name: string }>(`select name from ${MIGRATIONS_TABLE} order by id`);
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new NewerDatabaseError(
    `The database belongs to a newer Carillon: this one does not know ${unknown.join(", ")}. ` +
      "Start the newer version, or restore a backup from before it.",
  );
}
