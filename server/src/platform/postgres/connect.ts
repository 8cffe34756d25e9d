import pg from "pg";
import { DataSource, type MigrationInterface } from "typeorm";
import { databaseTrouble } from "./connection/database-trouble.js";
import { migrate, MIGRATIONS_TABLE } from "./connection/migrate.js";
import { poolConfig, type PoolConfig } from "./connection/session-settings.js";
import { StatementLogger } from "./connection/statement-logger.js";
import { Database } from "./database.js";
import { PoolGuard } from "./pool-guard.js";

/** Connections of a process, unless it is set otherwise. */
export const POOL_SIZE = 20;

export interface ConnectOptions {
  url: string;
  /** Tables of configuration that repositories read and write by TypeORM; the migrations make the tables. */
  entities: (new () => object)[];
  migrations: (new () => MigrationInterface)[];
  poolSize?: number;
  /**
   * Whether code that holds a transaction and asks the pool for another connection throws, as in tests. Default:
   * false.
   */
  isGuarded?: boolean;
  /** The setting that names the database, for error messages; `DATABASE_URL` by default. */
  setting?: string;
  /** Reports to the operator what the start waits for. */
  say?: (words: string) => void;
  /** How long to wait for another process's migration; ten minutes by default. */
  lockPatienceMs?: number;
}

export interface Connection {
  database: Database;
  close(): Promise<void>;
}

/**
 * Connects, and migrates the schema; of several processes that start at once, one migrates and the others wait. Errors that
 * an operator can correct are thrown as `OperatorError`.
 */
export async function connectDatabase(options: ConnectOptions): Promise<Connection> {
  const { url, setting = "DATABASE_URL", say = () => undefined, lockPatienceMs } = options;
  try {
    await migrate({
      url,
      setting,
      say,
      migrations: options.migrations,
      // Migrations are plain SQL, so the metadata of the entities is built only once, for the pool below.
      open: (pool) => sourceOf({ ...options, entities: [] }, 1, pool).initialize(),
      ...(lockPatienceMs === undefined ? {} : { patienceMs: lockPatienceMs }),
    });
    return await openPool(options);
  } catch (error) {
    throw databaseTrouble(error, { setting, url }) ?? error;
  }
}

async function openPool(options: ConnectOptions): Promise<Connection> {
  const logger = new StatementLogger();
  const dataSource = sourceOf(options, options.poolSize ?? POOL_SIZE, poolConfig(options.url, "carillon"), logger);
  await dataSource.initialize();
  const pool: unknown = "master" in dataSource.driver ? dataSource.driver.master : null;
  if (!(pool instanceof pg.Pool)) throw new Error("TypeORM's driver no longer exposes its pool.");
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  const guard = new PoolGuard(options.isGuarded ?? false);
  return { database: new Database({ dataSource, pool, guard, logger }), close: () => dataSource.destroy() };
}

function sourceOf(options: ConnectOptions, poolSize: number, extra: PoolConfig, logger?: StatementLogger): DataSource {
  return new DataSource({
    type: "postgres",
    url: options.url,
    entities: options.entities,
    migrations: options.migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    installExtensions: false,
    poolSize,
    extra,
    ...(logger ? { logger } : {}),
  });
}
