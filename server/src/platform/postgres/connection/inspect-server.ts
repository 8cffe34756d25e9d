import { OperatorError } from "../../errors/index.js";
import { BoundedClient } from "./bounded-client.js";
import { clientConfig } from "./session-settings.js";

/** `idle_session_timeout`, by which frozen workers are found, came with 14. */
const OLDEST_MAJOR = 14;
/** No other process waits that long for the single connection of a pooler. */
const PROBE_TIMEOUT_MS = 2000;

interface ServerRow {
  version: number;
  version_name: string;
  encoding: string;
  is_standby: boolean;
  is_read_only: boolean;
}

/** Refuses a server on which Carillon cannot keep its promises. `setting` names where its address comes from. */
export async function inspectServer(client: BoundedClient, url: string, setting: string): Promise<void> {
  const { rows } = await client.query<ServerRow>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as version_name,
       current_setting('server_encoding') as encoding, pg_is_in_recovery() as is_standby,
       current_setting('default_transaction_read_only')::bool as is_read_only`,
  );
  const [server] = rows;
  if (!server) throw new OperatorError(`${setting}: what answers there is no Postgres.`);
  if (server.version < OLDEST_MAJOR * 10_000) {
    throw new OperatorError(
      `${setting}: the server is Postgres ${server.version_name}; Carillon needs ${OLDEST_MAJOR} or newer. Upgrade it, or name another server.`,
    );
  }
  if (server.encoding !== "UTF8") {
    throw new OperatorError(
      `${setting}: the database's encoding is ${server.encoding}, which cannot hold every text. Make one with encoding UTF8.`,
    );
  }
  if (server.is_standby || server.is_read_only) {
    const why = server.is_standby ? "the server is a standby" : "default_transaction_read_only is on";
    throw new OperatorError(
      `${setting}: the database can only be read (${why}). Name the primary, which can be written.`,
    );
  }
  if (await sharesBackends(client, url)) {
    throw new OperatorError(
      `${setting}: a connection pooler in transaction (or statement) mode answers there, and Carillon needs sessions of its own ` +
        "(prepared statements, advisory locks). Name the Postgres itself, or set the pooler to session mode for this database " +
        "(PgBouncer: pool_mode=session; Supabase: port 5432 in place of 6543).",
    );
  }
}

/**
 * Whether several connections share backends, as behind a pooler in transaction mode. While a second connection is in a
 * transaction, the first one asks for its backend again: without a pooler, or in session mode, the backend never changes and
 * is never the other connection's.
 */
async function sharesBackends(client: BoundedClient, url: string): Promise<boolean> {
  const other = new BoundedClient(clientConfig(url, "carillon-probe"));
  other.on("error", () => undefined);
  try {
    await other.connect();
    const first = await backendOf(client);
    const started = await other.query("begin").then(
      () => true,
      () => false,
    );
    if (!started) return true;
    const others = await backendOf(other);
    // With one backend for all connections, this waits for the transaction to end.
    const second = await Promise.race([backendOf(client), after(PROBE_TIMEOUT_MS)]);
    await other.query("rollback");
    return second !== first || others === first;
  } finally {
    await other.end();
  }
}

async function backendOf(client: BoundedClient): Promise<number | null> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? null;
}

function after(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null).unref());
}
