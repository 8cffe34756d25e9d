import { laneOf } from "../../identifiers/index.js";
import type { Json } from "../../../platform/json.js";
import { plainArray, textArray, type Queryable, type Tx } from "../../../platform/postgres/index.js";
import type { DataEntry } from "./channel-data.js";
import type { DataOwner } from "./data-owner.js";

/** The stored data of one owner for one channel. */
export interface DataRow {
  /** The recipient's key, or the tenant's id. */
  owner: string;
  channel_id: number;
  entries: DataEntry[];
  token_hint: string | null;
  /** The secrets as JSON, encrypted; null if there are none. */
  secrets: string | null;
  updated_at: Date;
}

export type DataValues = Pick<DataRow, "entries" | "token_hint" | "secrets">;

/** The primary key of one row. */
export interface DataPlace {
  environmentId: number;
  owner: DataOwner;
  channelId: number;
}

/** A row with its primary key, for work on all rows. */
export type PlacedRow = DataPlace & { secrets: string };

const OWN = "entries, token_hint, secrets, updated_at";
const OF_RECIPIENT = "environment_id = $1 and lane = $2 and recipient_key = $3 and channel_id = $4";
const OF_TENANT = "environment_id = $1 and tenant_id = $2 and channel_id = $3";

const SQL = {
  recipient: {
    lock: `insert into channel_data as d (environment_id, lane, recipient_key, channel_id, entries, updated_at)
      values ($1, $2, $3, $4, '[]', $5)
      on conflict (environment_id, lane, recipient_key, channel_id) do update set updated_at = d.updated_at
      returning recipient_key as owner, channel_id, ${OWN}`,
    write: `update channel_data set entries = $5, token_hint = $6, secrets = $7, updated_at = $8 where ${OF_RECIPIENT}`,
    delete: `delete from channel_data where ${OF_RECIPIENT} returning 1 as one`,
    reseal: `update channel_data set secrets = $6 where ${OF_RECIPIENT} and secrets = $5 returning 1 as one`,
  },
  tenant: {
    lock: `insert into tenant_channel_data as d (environment_id, tenant_id, channel_id, entries, updated_at)
      values ($1, $2, $3, '[]', $4)
      on conflict (environment_id, tenant_id, channel_id) do update set updated_at = d.updated_at
      returning tenant_id as owner, channel_id, ${OWN}`,
    write: `update tenant_channel_data set entries = $4, token_hint = $5, secrets = $6, updated_at = $7 where ${OF_TENANT}`,
    delete: `delete from tenant_channel_data where ${OF_TENANT} returning 1 as one`,
    reseal: `update tenant_channel_data set secrets = $5 where ${OF_TENANT} and secrets = $4 returning 1 as one`,
  },
} as const;

/** Channel data of recipients and of tenants. */
export class ChannelDataRepository {
  /**
   * Inserts the row if it is new, and locks it until the transaction ends. Of two concurrent writers, the second
   * waits here and then reads the result of the first.
   */
  async lock(tx: Tx, place: DataPlace, at: Date): Promise<DataRow> {
    const [row] = await tx.query<DataRow>(SQL[place.owner.kind].lock, [...keyOf(place), at]);
    if (!row) throw new Error("A row that was locked is not there.");
    return row;
  }

  async write(tx: Tx, place: DataPlace, { entries, token_hint, secrets }: DataValues, at: Date): Promise<void> {
    await tx.query(SQL[place.owner.kind].write, [...keyOf(place), JSON.stringify(entries), token_hint, secrets, at]);
  }

  /** Returns whether the row existed. */
  async delete(tx: Tx, place: DataPlace): Promise<boolean> {
    return (await tx.query(SQL[place.owner.kind].delete, keyOf(place))).length > 0;
  }

  async deleteOfChannel(tx: Tx, environmentId: number, channelId: number): Promise<void> {
    for (const table of ["channel_data", "tenant_channel_data"]) {
      await tx.query(`delete from ${table} where environment_id = $1 and channel_id = $2`, [environmentId, channelId]);
    }
  }

  /** Whether the tenant exists. Locks it against deletion until the transaction ends. */
  async holdTenant(tx: Tx, environmentId: number, tenantId: string): Promise<boolean> {
    const sql = "select 1 as one from tenants where environment_id = $1 and tenant_id = $2 for share";
    return (await tx.query(sql, [environmentId, tenantId])).length > 0;
  }

  /** All data of these recipients, or only their data for these channels. */
  ofRecipients(
    q: Queryable,
    environmentId: number,
    keys: readonly string[],
    channelIds: readonly number[] | null = null,
  ): Promise<DataRow[]> {
    return q.query(
      `select d.recipient_key as owner, d.channel_id, d.entries, d.token_hint, d.secrets, d.updated_at
       from unnest($2::smallint[], $3::text[]) as k(lane, key) cross join lateral (
         select * from channel_data where environment_id = $1 and lane = k.lane and recipient_key = k.key
         and ($4::int[] is null or channel_id = any($4)) offset 0
       ) d`,
      [
        environmentId,
        plainArray(keys.map((key) => laneOf(environmentId, key))),
        textArray(keys),
        channelIds === null ? null : plainArray(channelIds),
      ],
    );
  }

  ofTenants(q: Queryable, environmentId: number, tenantIds: readonly string[]): Promise<DataRow[]> {
    return q.query(
      `select tenant_id as owner, channel_id, ${OWN} from tenant_channel_data
       where environment_id = $1 and tenant_id = any($2::text[])`,
      [environmentId, textArray(tenantIds)],
    );
  }

  /**
   * The next rows of recipients with secrets, in key order. Rows of all environments, because encryption keys are
   * rotated for the whole database.
   */
  async pageOfRecipients(q: Queryable, after: PlacedRow | null, limit: number): Promise<PlacedRow[]> {
    const rows = await q.query<{ environment_id: number; recipient_key: string; channel_id: number; secrets: string }>(
      `select environment_id, lane, recipient_key, channel_id, secrets from channel_data
       where secrets is not null and (environment_id, lane, recipient_key, channel_id) > ($1, $2, $3, $4)
       order by environment_id, lane, recipient_key, channel_id limit $5`,
      [...(after ? keyOf(after) : [0, 0, "", 0]), limit],
    );
    return rows.map(({ environment_id, recipient_key, channel_id, secrets }) => ({
      ...{ environmentId: environment_id, channelId: channel_id, secrets },
      owner: { kind: "recipient", recipientKey: recipient_key },
    }));
  }

  /** Like `pageOfRecipients`, for tenants, all at once. */
  async allOfTenants(q: Queryable): Promise<PlacedRow[]> {
    const rows = await q.query<{ environment_id: number; tenant_id: string; channel_id: number; secrets: string }>(
      "select environment_id, tenant_id, channel_id, secrets from tenant_channel_data where secrets is not null",
    );
    return rows.map(({ environment_id, tenant_id, channel_id, secrets }) => ({
      ...{ environmentId: environment_id, channelId: channel_id, secrets },
      owner: { kind: "tenant", tenantId: tenant_id },
    }));
  }

  /** Stores the secrets as encrypted with another key. Returns false if the data changed meanwhile. */
  async reseal(q: Queryable, row: PlacedRow, sealed: string): Promise<boolean> {
    return (await q.query(SQL[row.owner.kind].reseal, [...keyOf(row), row.secrets, sealed])).length > 0;
  }
}

function keyOf({ environmentId, owner, channelId }: DataPlace): Json[] {
  return owner.kind === "tenant"
    ? [environmentId, owner.tenantId, channelId]
    : [environmentId, laneOf(environmentId, owner.recipientKey), owner.recipientKey, channelId];
}
