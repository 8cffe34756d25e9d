import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import { ChannelEntity } from "./channel.entity.js";

export type ChannelRow = ChannelEntity;

export type NewChannelRow = Omit<ChannelRow, "id">;

export class ChannelRepository {
  /** Whether there was no channel with this key before. */
  async insert(store: EntityStore, row: NewChannelRow): Promise<boolean> {
    const insert = store.repository(ChannelEntity).createQueryBuilder().insert().values(row).orIgnore();
    const made: { raw: { id: number }[] } = await insert.returning("id").execute();
    return made.raw.length > 0;
  }

  allOf(store: EntityStore, environmentId: number): Promise<ChannelRow[]> {
    return store.repository(ChannelEntity).find({ where: { environment_id: environmentId }, order: { id: "ASC" } });
  }

  /** Serialises those who make channels in one environment, so that only one becomes the default. */
  async lockEnvironment(tx: Tx, environmentId: number): Promise<void> {
    await tx.query("select id from environments where id = $1 for update", [environmentId]);
  }
}
