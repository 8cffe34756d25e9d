import { keysetSql, type Page } from "../../../platform/graphql/index.js";
import { LANE_COUNT, laneOf } from "../../../platform/ids/index.js";
import { whereSql, type Queryable } from "../../../platform/postgres/index.js";
import { ITEM, JOINS } from "../feed.repository.js";
import type { ItemRow } from "../item-row.js";

/** A message's place in lists: run ids begin with the trigger's sequence number. */
export type ListedMessageKey = readonly [runId: string, ordinal: number];

export interface MessageFilter {
  recipientKey: string | null;
  triggerUuid: string | null;
  workflowKey: string | null;
  channelKey: string | null;
  tenantId: string | null;
  deliveryStatus: string | null;
}

/** The first or last run id that a trigger may have; none, so that nothing is found, when the trigger is unknown. */
const runIdAt = (end: "0" | "f"): string =>
  `(select (lpad(to_hex(seq), 12, '0') || repeat('${end}', 20))::uuid from triggers where environment_id = $1 and id = ?)`;

export class MessageListRepository {
  /**
   * A page of those that match, of the latest trigger first, one more than asked for when there is more. Of one recipient
   * by an index of its own. Else each lane answers its first ones by the primary key, and the first of those are the
   * page: no index over all lanes has to be kept for every message written.
   */
  page(q: Queryable, environmentId: number, filter: MessageFilter, page: Page<ListedMessageKey>): Promise<ItemRow[]> {
    const { recipientKey, triggerUuid } = filter;
    const where = whereSql(
      [
        ["m.recipient_key = ?", recipientKey],
        ["m.trigger_id = ?", triggerUuid],
        [`m.run_id >= ${runIdAt("0")}`, triggerUuid],
        [`m.run_id <= ${runIdAt("f")}`, triggerUuid],
        ["m.workflow_id = (select id from workflows where environment_id = $1 and key = ?)", filter.workflowKey],
        ["m.channel_id = (select id from channels where environment_id = $1 and key = ?)", filter.channelKey],
        ["m.tenant_id = ?", filter.tenantId],
        ["m.delivery_status = ?", filter.deliveryStatus],
      ],
      4,
    );
    const keyset = keysetSql(page, { columns: ["m.run_id", "m.ordinal"], direction: "desc" }, 4 + where.values.length);
    const lane = recipientKey === null ? null : laneOf(environmentId, recipientKey);
    return q.query<ItemRow>(
      `select ${ITEM} from (
         select m.* from generate_series($2::int, $3::int) as l(lane)
         cross join lateral (
           select m.* from messages m where m.environment_id = $1 and m.lane = l.lane${where.and}${keyset.and} ${keyset.orderAndLimit}
         ) m ${keyset.orderAndLimit}
       ) m ${JOINS} ${keyset.orderAndLimit}`,
      [environmentId, lane ?? 0, lane ?? LANE_COUNT - 1, ...where.values, ...keyset.values],
    );
  }
}
