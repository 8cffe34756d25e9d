import type pg from "pg";
import { BoundedClient, STATEMENT_TIMEOUT_MS } from "./bounded-client.js";

/** A request that found no connection by then is given up; its caller may come back. */
const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * How long the server keeps what a silent session holds. A worker that is frozen, or cut off, keeps its lanes for so long;
 * with the next sweep, another worker has them within 20 s.
 */
export const SILENCE_MAX_MS = 15_000;
/** How often a session that has nothing to say says that it lives: three times within `SILENCE_MAX_MS`. */
export const SIGN_OF_LIFE_MS = 5000;

/** What each session of ours asks of the server, so that it lets go by itself of what nobody will finish. */
const SETTINGS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: SILENCE_MAX_MS,
  tcp_user_timeout: SILENCE_MAX_MS,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
};

type SettingName = keyof typeof SETTINGS | "idle_session_timeout";

/** What of `SETTINGS` a kind of session has otherwise. */
export type SessionSettings = Partial<Record<SettingName, number>>;

/** Such a session ends after `SILENCE_MAX_MS` without a statement, and with it the locks of the session. */
export const ENDS_WHEN_SILENT: SessionSettings = { idle_session_timeout: SILENCE_MAX_MS };

/**
 * By a statement, not by start-up parameters: connection poolers refuse those that they do not know. Times are in
 * milliseconds, but for `tcp_keepalives_*`, which are in seconds or a count.
 */
export async function configureSession(client: pg.ClientBase, settings: SessionSettings = {}): Promise<void> {
  const entries = Object.entries({ ...SETTINGS, ...settings });
  const calls = entries.map(([name, value]) => `set_config('${name}', '${value}', false)`);
  await client.query(`select ${calls.join(", ")}`);
}

/** pg waits for what `onConnect` answers, though its types do not say so. */
export interface PoolConfig extends Omit<pg.PoolConfig, "onConnect"> {
  onConnect: (client: pg.ClientBase) => Promise<void>;
}

/** How all connections are made. */
export function clientConfig(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  };
}

/** For pools: each connection has an end to its waits, and the server one to its patience. */
export function poolConfig(url: string, name: string): PoolConfig {
  return { ...clientConfig(url, name), Client: BoundedClient, onConnect: (client) => configureSession(client) };
}
