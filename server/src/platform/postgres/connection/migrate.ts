import type pg from "pg";
import type { DataSource, MigrationInterface } from "typeorm";
import { OperatorError } from "../../errors/index.js";
import { BoundedClient, UnboundedClient } from "./bounded-client.js";
import { inspectServer } from "./inspect-server.js";
import { takeMigrationLock, type LockWait } from "./migration-lock.js";
import {
  clientConfig,
  configureSession,
  ENDS_WHEN_SILENT,
  SIGN_OF_LIFE_MS,
  type PoolConfig,
} from "./session-settings.js";

export const MIGRATIONS_TABLE = "carillon_migrations";

export interface Migrating extends LockWait {
  url: string;
  migrations: (new () => MigrationInterface)[];
  /** Opens TypeORM's connection, one only. */
  open(pool: PoolConfig): Promise<DataSource>;
}

/** A later release has been at this database. */
export class NewerDatabaseError extends OperatorError {}

/**
 * Checks the server, then migrates the schema. Of several processes that start at once, one migrates and the others
 * wait. If this process freezes, the server ends its sessions and rolls back the running migration.
 */
export async function migrate(migrating: Migrating): Promise<void> {
  const { url, setting } = migrating;
  const lock = new BoundedClient(clientConfig(url, "carillon-migration-lock"));
  lock.on("error", () => undefined);
  await lock.connect();
  try {
    await inspectServer(lock, url, setting);
    await configureSession(lock, ENDS_WHEN_SILENT);
    await takeMigrationLock(lock, migrating);
    if (migrating.migrations.length > 0) await refuseNewer(lock, migrating.migrations);
    await runMigrations(migrating, lock);
  } finally {
    await lock.end();
  }
}

async function runMigrations({ url, open }: Migrating, lock: BoundedClient): Promise<void> {
  const watched = new Map<number, BoundedClient>();
  const watch = setInterval(() => void looksAfter(lock, watched), SIGN_OF_LIFE_MS);
  try {
    const dataSource = await open({
      ...clientConfig(url, "carillon-migration"),
      Client: UnboundedClient,
      onConnect: async (client) => {
        await configureSession(client, { ...ENDS_WHEN_SILENT, statement_timeout: 0 });
        const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
        if (rows[0] && client instanceof BoundedClient) watched.set(rows[0].pid, client);
      },
    });
    try {
      await dataSource.runMigrations({ transaction: "each" });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    clearInterval(watch);
  }
}

/**
 * Sends a heartbeat on the lock's session, and checks whether the server still has the migrating sessions. A session that
 * the server ended may be silent instead of failing.
 */
async function looksAfter(lock: BoundedClient, watched: Map<number, BoundedClient>): Promise<void> {
  try {
    const { rows } = await lock.query<{ pid: number }>("select pid from pg_stat_activity where pid = any($1)", [
      [...watched.keys()],
    ]);
    const alive = new Set(rows.map(({ pid }) => pid));
    for (const [pid, client] of watched)
      if (!alive.has(pid)) client.giveUp("the server ended the session that migrates");
  } catch {
    for (const client of watched.values()) client.giveUp("the lock of the migrations was lost");
  }
}

/** A later release may have changed the meaning of the data, so this release refuses to start. */
async function refuseNewer(client: pg.Client, migrations: Migrating["migrations"]): Promise<void> {
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
