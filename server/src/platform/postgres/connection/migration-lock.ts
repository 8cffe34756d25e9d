import { OperatorError } from "../../errors/index.js";
import { LOCKS } from "../lock-numbers.js";
import type { BoundedClient } from "./bounded-client.js";

const RETRY_MS = 250;
const FIRST_WORD_MS = 2000;
const NEXT_WORD_MS = 30_000;
/** Longer than a migration of large tables should take; a restart waits again. */
const PATIENCE_MS = 600_000;
/** A live Carillon that migrates sends a statement every five seconds; a session that is silent for this long is not one. */
const SILENT_HOLDER_MS = 60_000;

interface Holder {
  pid: number;
  name: string;
  address: string | null;
  /** Null if the server does not report it. */
  silent_ms: number | null;
}

export interface LockWait {
  say(words: string): void;
  setting: string;
  patienceMs?: number;
}

/** Takes the lock. Waits for the holder, reports who it is, and ends a holder that does nothing. */
export async function takeMigrationLock(client: BoundedClient, wait: LockWait): Promise<void> {
  const { say, setting, patienceMs = PATIENCE_MS } = wait;
  const startedAt = performance.now();
  let sayAt = Math.min(FIRST_WORD_MS, patienceMs / 2);
  while (!(await tryLock(client))) {
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > sayAt) {
      const holder = await holderOf(client);
      if (holder) say(`waiting for ${describe(holder)}, which holds the lock of the migrations`);
      if (holder && (waitedMs > patienceMs || (holder.silent_ms ?? 0) > SILENT_HOLDER_MS))
        throw tooLong(holder, setting);
      sayAt = waitedMs + Math.min(NEXT_WORD_MS, patienceMs / 2);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function tryLock(client: BoundedClient): Promise<boolean> {
  const { rows } = await client.query<{ is_ours: boolean }>("select pg_try_advisory_lock($1) as is_ours", [
    LOCKS.migration,
  ]);
  return rows[0]?.is_ours === true;
}

async function holderOf(client: BoundedClient): Promise<Holder | null> {
  const { rows } = await client.query<Holder>(
    `select a.pid, a.application_name as name, a.client_addr::text as address,
       (extract(epoch from clock_timestamp() - a.state_change) * 1000)::float8 as silent_ms
     from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid = 0 and l.objid = $1
       and l.database = (select oid from pg_database where datname = current_database()) limit 1`,
    [LOCKS.migration],
  );
  return rows[0] ?? null;
}

function describe({ pid, name, address }: Holder): string {
  const from = address === null ? "" : ` from ${address}`;
  return `another process that migrates the database (session ${pid}${name ? ` "${name}"` : ""}${from})`;
}

function tooLong(holder: Holder, setting: string): OperatorError {
  return new OperatorError(
    `${setting}: the start waited too long for ${describe(holder)}. If that process is stuck, end its session with ` +
      `"select pg_terminate_backend(${holder.pid})", and start again.`,
  );
}
