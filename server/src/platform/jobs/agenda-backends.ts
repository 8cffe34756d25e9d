import {
  getCreateIndexesSQL,
  getCreateTableSQL,
  getUpdateTimestampTriggerSQL,
  PostgresBackend,
} from "@agendajs/postgres-backend";
import type { AgendaBackend } from "agenda";
import pg from "pg";
import { OperatorError } from "../errors/index.js";
import { databaseTrouble, LOCKS, poolConfig } from "../postgres/index.js";

/** A connected job store with all its tables. */
export interface OpenedBackend {
  backend: AgendaBackend;
  close(): Promise<void>;
}

const TABLE = "agenda_jobs";
/** Stored as a comment on the table. Change the number when you change the schema below. */
const SCHEMA_STAMP = "carillon jobs 1";
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * Connects first and hands Agenda a connected store: a failed connect inside Agenda would be an unhandled rejection, which
 * ends the process. Notifications are off: each job would cost several, and polling every half second is as good.
 */
export async function openBackend(url: string, setting: string): Promise<OpenedBackend> {
  try {
    const { backend, close } = url.startsWith("mongodb") ? await openMongo(url) : await openPostgres(url);
    return { backend: connected(backend), close };
  } catch (error) {
    const trouble = url.startsWith("mongodb") ? null : databaseTrouble(error, { setting, url });
    const why = trouble?.message ?? `${setting}: ${error instanceof Error ? error.message : String(error)}`;
    throw new OperatorError(`The store of the jobs cannot be reached: ${why}`, { cause: error });
  }
}

/**
 * Agenda starts some calls without awaiting them, which must not reject: it connects by itself, and releases jobs that are
 * not due.
 */
function connected({ name, repository }: AgendaBackend): AgendaBackend {
  const unlock = repository.unlockJob.bind(repository);
  repository.unlockJob = (job) => unlock(job).catch(() => undefined);
  const nothing = (): Promise<void> => Promise.resolve();
  return { name, repository, ownsConnection: false, connect: nothing, disconnect: nothing };
}

async function openPostgres(url: string): Promise<OpenedBackend> {
  const pool = new pg.Pool({ ...poolConfig(url, "carillon-jobs"), max: 4 });
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  pool.on("error", () => undefined);
  try {
    await ensureTable(pool);
    const backend = new PostgresBackend({ pool, tableName: TABLE, ensureSchema: false, disableNotifications: true });
    await backend.connect();
    return { backend, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Agenda's own `ensureSchema` fails when several processes start at once, and locks the table at each start. */
async function ensureTable(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    if (await isStamped(client)) return;
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [LOCKS.jobsSchema]);
    if (!(await isStamped(client))) {
      await client.query(getCreateTableSQL(TABLE));
      for (const sql of getCreateIndexesSQL(TABLE)) await client.query(sql);
      await client.query(getUpdateTimestampTriggerSQL(TABLE));
      await client.query(`comment on table ${TABLE} is '${SCHEMA_STAMP}'`);
    }
    await client.query("commit");
  } finally {
    // A failed transaction ends with the connection; a healthy connection goes back to the pool.
    client.release();
  }
}

async function isStamped(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ stamp: string | null }>(
    "select obj_description(to_regclass($1), 'pg_class') as stamp",
    [TABLE],
  );
  return rows[0]?.stamp === SCHEMA_STAMP;
}

async function openMongo(url: string): Promise<OpenedBackend> {
  // Imported here, because a server without MongoDB starts faster without its client.
  const [{ MongoBackend }, { MongoClient }] = await Promise.all([import("@agendajs/mongo-backend"), import("mongodb")]);
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
    socketTimeoutMS: STATEMENT_TIMEOUT_MS,
    appName: "carillon-jobs",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.db().command({ ping: 1 });
    const backend = new MongoBackend({ mongo: client.db() });
    await backend.connect();
    return { backend, close: () => client.close() };
  } catch (error) {
    await client.close();
    throw error;
  }
}
