import { In } from "typeorm";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { EntityStore, Tx } from "../../../platform/postgres/index.js";
import { ChannelProviderEntity } from "./channel-provider.entity.js";

/** A row with parsed JSON. */
export interface ChannelProviderRow extends Omit<ChannelProviderEntity, "settings" | "secret_hints"> {
  settings: JsonObject;
  secret_hints: Record<string, string>;
}

const IN_ORDER = { channel_id: "ASC", position: "ASC" } as const;

/** The providers of channels, in failover order. */
export class ChannelProviderRepository {
  async ofChannels(
    store: EntityStore,
    environmentId: number,
    channelIds: readonly number[],
  ): Promise<ChannelProviderRow[]> {
    const where = { environment_id: environmentId, channel_id: In([...channelIds]) };
    const rows = await store.repository(ChannelProviderEntity).find({ where, order: IN_ORDER });
    return rows.map(toRow);
  }

  /** Rows of all environments, because encryption keys are rotated for the whole database. */
  async all(store: EntityStore): Promise<ChannelProviderRow[]> {
    return (await store.repository(ChannelProviderEntity).find({ order: IN_ORDER })).map(toRow);
  }

  /** Replaces the providers of one channel. */
  async replace(
    tx: Tx,
    { environmentId, channelId }: { environmentId: number; channelId: number },
    rows: readonly ChannelProviderRow[],
  ): Promise<void> {
    const store = tx.repository(ChannelProviderEntity);
    await store.delete({ environment_id: environmentId, channel_id: channelId });
    if (rows.length > 0) await store.insert([...rows]);
  }

  /** Stores the secrets as encrypted with another key. Returns false if the channel changed meanwhile. */
  async reseal(tx: Tx, row: ChannelProviderRow, sealed: string): Promise<boolean> {
    const { environment_id, channel_id, position, secrets } = row;
    const where = { environment_id, channel_id, position, ...(secrets !== null && { secrets }) };
    const { affected } = await tx.repository(ChannelProviderEntity).update(where, { secrets: sealed });
    return affected === 1;
  }
}

function toRow(entity: ChannelProviderEntity): ChannelProviderRow {
  const { settings, secret_hints } = entity;
  const hints = Object.entries(secret_hints).map(([name, hint]) => [name, String(hint)] as const);
  return { ...entity, settings: isJsonObject(settings) ? settings : {}, secret_hints: Object.fromEntries(hints) };
}
