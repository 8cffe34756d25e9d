import { pageOfEntities, textArray, type EntityStore, type Queryable } from "../../platform/postgres/index.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import type { SuppressedType, SuppressionReason } from "./suppression-reason.js";
import { SuppressionEntity } from "./suppression.entity.js";

export type SuppressionRow = SuppressionEntity;

/** Selects suppressions. All given fields must match. */
export interface SuppressionFilter {
  channelType?: SuppressedType | null;
  /** The normalised address. */
  address?: string | null;
  reason?: SuppressionReason | null;
}

/** The addresses to which nothing is sent. */
export class SuppressionRepository {
  /** An address that is suppressed already keeps its first reason. */
  async insert(store: EntityStore, rows: readonly SuppressionRow[]): Promise<void> {
    if (rows.length === 0) return;
    await store
      .repository(SuppressionEntity)
      .createQueryBuilder()
      .insert()
      .values([...rows])
      .orIgnore()
      .execute();
  }

  /** By hand, since each set of deliveries asks: one prepared statement for any number of addresses. */
  find(
    q: Queryable,
    environmentId: number,
    channelType: SuppressedType,
    addresses: readonly string[],
  ): Promise<SuppressionRow[]> {
    return q.query(
      `select id, environment_id, channel_type, address, reason, note, recipient_key, created_at from suppressions
       where environment_id = $1 and channel_type = $2 and address = any($3::text[])`,
      [environmentId, channelType, textArray(addresses)],
    );
  }

  async delete(
    store: EntityStore,
    { environment_id, channel_type, address }: Pick<SuppressionRow, "environment_id" | "channel_type" | "address">,
  ): Promise<boolean> {
    const { affected } = await store.repository(SuppressionEntity).delete({ environment_id, channel_type, address });
    return (affected ?? 0) > 0;
  }

  page(
    store: EntityStore,
    environmentId: number,
    { channelType, address, reason }: SuppressionFilter,
    page: Page<AgeKey>,
  ): Promise<SuppressionRow[]> {
    const list = store
      .repository(SuppressionEntity)
      .createQueryBuilder("row")
      .where({
        environment_id: environmentId,
        ...(channelType != null && { channel_type: channelType }),
        ...(address != null && { address }),
        ...(reason != null && { reason }),
      });
    return pageOfEntities(list, page, ["row.created_at", "row.id"]);
  }
}
