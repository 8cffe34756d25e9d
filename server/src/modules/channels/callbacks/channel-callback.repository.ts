import { IsNull } from "typeorm";
import type { EntityStore, Tx } from "../../../platform/postgres/index.js";
import { ChannelCallbackEntity } from "./channel-callback.entity.js";

export type ChannelCallbackRow = ChannelCallbackEntity;

interface ChannelPlace {
  environmentId: number;
  channelId: number;
}

/** The secrets of channels' callback URLs. */
export class ChannelCallbackRepository {
  /** Searches all environments: the secret alone identifies the channel. */
  byHandle(store: EntityStore, handle: string): Promise<ChannelCallbackRow | null> {
    return store.repository(ChannelCallbackEntity).findOne({ where: { handle } });
  }

  /** The secret without an end. */
  currentOf(store: EntityStore, { environmentId, channelId }: ChannelPlace): Promise<ChannelCallbackRow | null> {
    const where = { environment_id: environmentId, channel_id: channelId, expires_at: IsNull() };
    return store.repository(ChannelCallbackEntity).findOne({ where });
  }

  /** Rows of all environments, because encryption keys are rotated for the whole database. */
  all(store: EntityStore): Promise<ChannelCallbackRow[]> {
    return store.repository(ChannelCallbackEntity).find({ order: { handle: "ASC" } });
  }

  /** Does nothing if the channel already has a secret: of two processes that create one concurrently, one succeeds. */
  async insert(store: EntityStore, row: ChannelCallbackRow): Promise<void> {
    await store.repository(ChannelCallbackEntity).createQueryBuilder().insert().values(row).orIgnore().execute();
  }

  /** Sets the end of a channel's current secret, and deletes expired ones. */
  async retire(tx: Tx, { environmentId, channelId }: ChannelPlace, at: { now: Date; expiresAt: Date }): Promise<void> {
    const rows = tx.repository(ChannelCallbackEntity);
    const place = { environment_id: environmentId, channel_id: channelId };
    await rows.createQueryBuilder().delete().where(place).andWhere("expires_at <= :now", { now: at.now }).execute();
    await rows.update({ ...place, expires_at: IsNull() }, { expires_at: at.expiresAt });
  }

  async reseal(store: EntityStore, { handle, secret }: ChannelCallbackRow, sealed: string): Promise<boolean> {
    const { affected } = await store.repository(ChannelCallbackEntity).update({ handle, secret }, { secret: sealed });
    return affected === 1;
  }
}
