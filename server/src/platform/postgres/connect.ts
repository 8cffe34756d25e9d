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

export interface Connection {
  database: Database;
  close(): Promise<void>;
}

/** Connects, and brings the schema up to date; of several processes that start at once, one migrates and the others wait. */
export async function connectDatabase(options: ConnectOptions): Promise<Connection> {
  const dataSource = new DataSource({
    type: "postgres",
    url: options.url,
    entities: options.entities,
    migrations: options.migrations,
    migrationsTableName: "carillon_migrations",
    installExtensions: false,
    poolSize: options.poolSize ?? 20,
    applicationName: "carillon",
    extra: { connectionTimeoutMillis: 10_000 },
  });
  await dataSource.initialize();
  const pool: unknown = "master" in dataSource.driver ? dataSource.driver.master : null;
  if (!(pool instanceof pg.Pool)) throw new Error("TypeORM's driver no longer exposes its pool.");
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  await migrate(dataSource, options.url);
  return { database: new Database(dataSource, pool), close: () => dataSource.destroy() };
}

async function migrate(dataSource: DataSource, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: "each" });
  } finally {
    await client.end();
  }
}
