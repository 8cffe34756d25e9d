import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import { ChannelEntity } from "./channel.entity.js";

export type ChannelRow = ChannelEntity;

export type NewChannelRow = Omit<ChannelRow, "id" | "deleted_at">;

export type ChannelValues = Partial<
  Pick<
    ChannelRow,
    "name" | "is_default" | "is_sandbox" | "has_address" | "conditions" | "overrides" | "on_uncertain" | "deleted_at"
  >
>;

export class ChannelRepository {
  /** Inserts a channel. Returns its number, or null if the key is taken. */
  async insert(store: EntityStore, row: NewChannelRow): Promise<number | null> {
    const insert = store.repository(ChannelEntity).createQueryBuilder().insert().values(row).orIgnore();
    const made: { raw: { id: number }[] } = await insert.returning("id").execute();
    return made.raw[0]?.id ?? null;
  }

  async update(
    tx: Tx,
    { environment_id, id }: Pick<ChannelRow, "environment_id" | "id">,
    values: ChannelValues,
  ): Promise<void> {
    await tx.repository(ChannelEntity).update({ environment_id, id }, values);
  }

  /** All channels of the environment, including deleted ones. */
  allOf(store: EntityStore, environmentId: number): Promise<ChannelRow[]> {
    return store.repository(ChannelEntity).find({ where: { environment_id: environmentId }, order: { id: "ASC" } });
  }

  /** Serialises the creation of channels in one environment, so that only one becomes the default. */
  async lockEnvironment(tx: Tx, environmentId: number): Promise<void> {
    await tx.query("select id from environments where id = $1 for update", [environmentId]);
  }
}
