import { jsonList, plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { Gate } from "./gate.js";

/** Names a gate. */
export interface GateKey {
  environmentId: number;
  providerKey: string;
}

/** A provider of a channel that refused its credentials or settings. */
export interface ProviderStop {
  channelId: number;
  position: number;
  code: string | null;
  reason: string;
  /** Whether this is the answer to the single request that was sent to a stopped provider. */
  isProbe: boolean;
}

/** A provider of a channel, and what pauses it. */
export interface ProviderHoldRow extends GateKey {
  channelId: number;
  position: number;
  stoppedAt: Date | null;
  stoppedUntil: Date | null;
  code: string | null;
  reason: string | null;
  gate: Gate | null;
}

const STOP_MS = 60_000;
const STOP_MAX_MS = 900_000;

const LOCK = `
  select g.environment_id as "environmentId", g.provider_key as "providerKey", g.state as gate from provider_gates g
  join unnest($1::int[], $2::text[]) as k(environment_id, provider_key) using (environment_id, provider_key)
  order by 1, 2 for update of g`;

const HOLD_COLUMNS = `p.environment_id as "environmentId", p.provider_key as "providerKey", p.channel_id as "channelId", p.position,
  p.stopped_at as "stoppedAt", p.stopped_until as "stoppedUntil", p.stop_code as code, p.stop_reason as reason,
  g.state as gate`;
const GATE_OF_PROVIDER =
  "left join provider_gates g on g.environment_id = p.environment_id and g.provider_key = p.provider_key";

/** The table of gates, and the pauses of channels' providers. */
export class GateRepository {
  /** Locks gates, in one order for all workers. */
  lock(tx: Tx, keys: readonly GateKey[]): Promise<(GateKey & { gate: Gate })[]> {
    return tx.query(LOCK, keyArrays(keys));
  }

  async insert(tx: Tx, gates: readonly (GateKey & { gate: Gate })[]): Promise<void> {
    await tx.query(
      `insert into provider_gates (environment_id, provider_key, state)
       select r.* from rows from (unnest($1::int[], $2::text[]), jsonb_array_elements($3::jsonb)) as r
       order by 1, 2 on conflict do nothing`,
      [...keyArrays(gates), jsonList(gates.map(({ gate }) => ({ ...gate })))],
    );
  }

  async update(tx: Tx, gates: readonly (GateKey & { gate: Gate })[]): Promise<void> {
    await tx.query(
      `update provider_gates g set state = r.state
       from rows from (unnest($1::int[], $2::text[]), jsonb_array_elements($3::jsonb)) as r(environment_id, provider_key, state)
       where g.environment_id = r.environment_id and g.provider_key = r.provider_key`,
      [...keyArrays(gates), jsonList(gates.map(({ gate }) => ({ ...gate })))],
    );
  }

  /**
   * Stops a provider of a channel. Requests that were under way when it was stopped stop it no longer. Answers whether it was
   * not stopped before.
   */
  async stop(
    q: Queryable,
    { channelId, position, code, reason, isProbe }: ProviderStop,
    { providerKey, now }: { providerKey: string; now: number },
  ): Promise<boolean> {
    const rows = await q.query<{ isNew: boolean }>(
      `update channel_providers set stopped_at = coalesce(stopped_at, $4),
         stopped_until = $4::timestamptz + make_interval(secs => least($5 * 2 ^ stop_count, $6) / 1000.0),
         stop_count = least(stop_count + 1, 10), stop_code = $7, stop_reason = $8
       where channel_id = $1 and position = $2 and provider_key = $3 and ($9 or stopped_at is null)
       returning stop_count = 1 as "isNew"`,
      [channelId, position, providerKey, new Date(now), STOP_MS, STOP_MAX_MS, code, reason, isProbe],
    );
    return rows.some(({ isNew }) => isNew);
  }

  /**
   * Reserves the single request that may be sent when the stop of a provider has run out. Nothing else is sent while this
   * request may be under way.
   */
  async probe(
    q: Queryable,
    { channelId, position }: Pick<ProviderStop, "channelId" | "position">,
    now: number,
  ): Promise<boolean> {
    const rows = await q.query(
      `update channel_providers set stopped_until = $4 where channel_id = $1 and position = $2 and stopped_until <= $3 returning 1`,
      [channelId, position, new Date(now), new Date(now + STOP_MS)],
    );
    return rows.length > 0;
  }

  /** Ends the pauses of a channel's providers, or of the provider at one position. Returns how many there were. */
  async resume(q: Queryable, channelId: number, position: number | null = null): Promise<number> {
    const rows = await q.query(
      `update channel_providers set stopped_at = null, stopped_until = null, stop_count = 0, stop_code = null, stop_reason = null
       where channel_id = $1 and ($2::smallint is null or position = $2) and stopped_at is not null returning 1`,
      [channelId, position],
    );
    return rows.length;
  }

  /** The paused providers of all environments, at most 1,000, for the metrics. */
  held(q: Queryable, now: number): Promise<(ProviderHoldRow & { channelKey: string })[]> {
    return q.query(
      `select ${HOLD_COLUMNS}, c.key as "channelKey"
       from channel_providers p join channels c on c.id = p.channel_id ${GATE_OF_PROVIDER}
       where p.stopped_at is not null or (g.state->>'openUntil')::float8 > $1 limit 1000`,
      [now],
    );
  }

  /** What pauses the providers of these channels, in failover order. */
  holds(q: Queryable, environmentId: number, channelIds: readonly number[]): Promise<ProviderHoldRow[]> {
    return q.query(
      `select ${HOLD_COLUMNS} from channel_providers p ${GATE_OF_PROVIDER}
       where p.environment_id = $1 and p.channel_id = any($2::int[]) order by p.channel_id, p.position`,
      [environmentId, plainArray(channelIds)],
    );
  }
}

function keyArrays(keys: readonly GateKey[]): string[] {
  return [plainArray(keys.map(({ environmentId }) => environmentId)), textArray(keys.map((key) => key.providerKey))];
}
