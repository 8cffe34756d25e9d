import type pg from "pg";
import { BoundedClient, STATEMENT_TIMEOUT_MS } from "./bounded-client.js";

/** A request that gets no connection within this time fails; its caller may retry. */
const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * After this time the server ends a silent session. The lanes of a frozen or disconnected worker are locked for that long;
 * another worker takes them within 20 s, with the next sweep.
 */
export const SILENCE_MAX_MS = 15_000;
/** The interval of keep-alives of an idle session: three within `SILENCE_MAX_MS`. */
export const SIGN_OF_LIFE_MS = 5000;

/** Server settings of each session, so that the server releases the locks of abandoned sessions. */
const SETTINGS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: SILENCE_MAX_MS,
  tcp_user_timeout: SILENCE_MAX_MS,
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
};

type SettingName = keyof typeof SETTINGS | "idle_session_timeout";

/** Settings of a session that differ from `SETTINGS`. */
export type SessionSettings = Partial<Record<SettingName, number>>;

/** The server ends such a session, and releases its locks, after `SILENCE_MAX_MS` without a statement. */
export const ENDS_WHEN_SILENT: SessionSettings = { idle_session_timeout: SILENCE_MAX_MS };

/**
 * Set by a statement instead of start-up parameters: connection poolers refuse parameters that they do not know. Times are
 * in milliseconds, except `tcp_keepalives_*`, which are in seconds or counts.
 */
export async function configureSession(client: pg.ClientBase, settings: SessionSettings = {}): Promise<void> {
  const entries = Object.entries({ ...SETTINGS, ...settings });
  const calls = entries.map(([name, value]) => `set_config('${name}', '${value}', false)`);
  await client.query(`select ${calls.join(", ")}`);
}

/** pg awaits the result of `onConnect`, though its types do not say so. */
export interface PoolConfig extends Omit<pg.PoolConfig, "onConnect"> {
  onConnect: (client: pg.ClientBase) => Promise<void>;
}

/** The configuration of all connections. */
export function clientConfig(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  };
}

/**
 * For pools: each connection has an end to its waits, and the server one to its patience. Statements that are given to a
 * connection without waiting for the ones before are sent at once; the server works on them in their order.
 */
export function poolConfig(url: string, name: string): PoolConfig {
  const onConnect = (client: pg.ClientBase): Promise<void> => configureSession(client);
  return { ...clientConfig(url, name), pipeline: true, Client: BoundedClient, onConnect };
}
