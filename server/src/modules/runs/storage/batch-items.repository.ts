import type { JsonObject } from "../../../platform/json.js";
import { plainArray, type Tx } from "../../../platform/postgres/index.js";
import type { LaneUnit } from "../../lanes/index.js";
import { triggerBy, weightOf } from "./row-weight.js";

/** Maximum number of items that the batches of one set hold together; one batch always fits. */
const ITEMS_MAX = 10_000;

/** An item of a batch without its data. */
export interface BatchMember {
  ordinal: number;
  run_id: string;
  trigger_id: string;
  actor_key: string | null;
  /** The approximate size of its data in bytes. */
  weight: number;
}

export interface ItemKey {
  batchId: string;
  ordinal: number;
}

export interface ItemData {
  data: JsonObject;
  created_at: Date;
}

/** Reads batches of an owned lane and their items, for many batches in one statement. */
export class BatchItemsRepository {
  /**
   * The items of each batch that were not removed, oldest first; with `areWaiting` only items of waiting runs. Returns as
   * many batches, from the first, as fit the maximum number of items.
   */
  async members(
    tx: Tx,
    [environmentId, lane]: LaneUnit,
    { batchIds, areWaiting }: { batchIds: readonly string[]; areWaiting: boolean },
  ): Promise<BatchMember[][]> {
    const rows = await tx.query<BatchMember & { n: number; ordinal: number | null }>(
      `with b as (
         select b.n, b.id, sum(coalesce(x.item_count, 0)) over (order by b.n rows unbounded preceding) as items
         from unnest($3::uuid[]) with ordinality as b(id, n) left join lateral (
           select item_count from batches where environment_id = $1 and lane = $2 and id = b.id offset 0
         ) x on true
       )
       select b.n::int as n, i.ordinal, i.run_id, i.trigger_id, i.actor_key, case when i.is_shared then coalesce(t.weight, 0) else i.weight end::int as weight
       from b left join lateral (
         select i.ordinal, i.run_id, i.trigger_id, i.actor_key, i.data is null as is_shared, ${weightOf("i.data")} as weight
         from batch_items i where i.environment_id = $1 and i.lane = $2 and i.batch_id = b.id and not i.is_removed
         and (not $4::boolean or (
           select r.status = 'WAITING' and r.batch_id = i.batch_id from runs r where r.environment_id = $1 and r.lane = $2
           and r.id between i.run_id and i.run_id order by r.id limit 1)) order by i.ordinal offset 0
       ) i on true
       left join lateral (
         select ${weightOf("t.data")} as weight from ${triggerBy("i.trigger_id")}
       ) t on true
       where b.n = 1 or b.items <= ${ITEMS_MAX} order by b.n, i.ordinal`,
      [environmentId, lane, plainArray(batchIds), areWaiting],
    );
    const members: BatchMember[][] = [];
    for (const { n, ...member } of rows) {
      const its = (members[n - 1] ??= []);
      if (member.ordinal !== null) its.push(member);
    }
    return members;
  }

  /** The data of these items, in the order given. */
  async data(tx: Tx, [environmentId, lane]: LaneUnit, keys: readonly ItemKey[]): Promise<ItemData[]> {
    return tx.query<ItemData>(
      `select i.created_at, coalesce(i.data, t.data, '{}'::jsonb) as data
       from unnest($3::uuid[], $4::int[]) with ordinality as k(batch_id, ordinal, n)
       cross join lateral (
         select * from batch_items where environment_id = $1 and lane = $2 and batch_id = k.batch_id and ordinal = k.ordinal offset 0
       ) i left join lateral (
         select t.data from ${triggerBy("case when i.data is null then i.trigger_id end")}
       ) t on true order by k.n`,
      [
        environmentId,
        lane,
        plainArray(keys.map(({ batchId }) => batchId)),
        plainArray(keys.map(({ ordinal }) => ordinal)),
      ],
    );
  }
}
