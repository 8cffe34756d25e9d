import { boundedListSql, fitsSql, keysetSql, PAGE_SCAN_MAX, type Page } from "../../../platform/paging/index.js";
import { LANE_COUNT, laneOf } from "../../identifiers/index.js";
import { whereSql, type Queryable } from "../../../platform/postgres/index.js";
import { messageFilterParts, type MessageFilter } from "./message-filter.js";
import { MESSAGE_COLUMNS, MESSAGE_JOINS } from "../message.repository.js";
import type { MessageRow } from "../message-row.js";

/** A message's place in lists: run ids begin with the trigger's sequence number. */
export type ListedMessageKey = readonly [runId: string, ordinal: number];

/** The first or last possible run id of a trigger; none, so that nothing is found, if the trigger is unknown. */
const runIdAt = (end: "0" | "f"): string =>
  `(select (lpad(to_hex(seq), 12, '0') || repeat('${end}', 20))::uuid from triggers where environment_id = $1 and id = ?)`;

const STATUSES = ["QUEUED", "SENT", "NOT_SENT", "UNCERTAIN", "UNDELIVERED", "BOUNCED"];
/** Written out, so that the planner sees that the index of messages that were not delivered fits. */
const HAS_STATUS: ReadonlyMap<string, string> = new Map([
  [
    "SENDING",
    ` and m.delivery_status in ('QUEUED', 'UNCERTAIN') and m.delivery_status <> 'DELIVERED' and exists (select 1 from deliveries s
      where s.environment_id = m.environment_id and s.lane = m.lane and s.run_id = m.run_id and s.ordinal = m.ordinal
        and s.state = 'SENDING')`,
  ],
  ["DELIVERED", " and m.delivery_status = 'DELIVERED'"],
  ...STATUSES.map((status): [string, string] => [
    status,
    ` and m.delivery_status = '${status}' and m.delivery_status <> 'DELIVERED'`,
  ]),
]);

/** Messages of each lane that a page of all lanes looks at, 12,800 in all; of one recipient it is PAGE_SCAN_MAX. */
const LANE_SCAN_MAX = 50;

/** A page; `stoppedAt` is the key after which the next page starts, if the scan ended before the page was full. */
export interface MessagePage {
  rows: MessageRow[];
  stoppedAt: ListedMessageKey | null;
}

interface FoundRow extends MessageRow {
  cut_run_id: string | null;
  cut_ordinal: number;
}

export class MessageListRepository {
  /**
   * A page of matching messages, latest trigger first, with one row more if there are more. The messages of one recipient
   * have an index. Otherwise each lane returns its first ones by the primary key, and the first of these are the page, so
   * that no index over all lanes must be maintained for every message. Indexes answer recipient, trigger and status; the
   * other conditions are checked on a bounded number of messages per lane.
   */
  async page(
    q: Queryable,
    environmentId: number,
    filter: MessageFilter,
    page: Page<ListedMessageKey>,
  ): Promise<MessagePage> {
    const { recipientKey, triggerUuid, deliveryStatus } = filter;
    // The statuses of one recipient or trigger are no index's.
    const isStatusIndexed = recipientKey === null && triggerUuid === null && deliveryStatus !== "DELIVERED";
    const status = deliveryStatus === null ? "" : (HAS_STATUS.get(deliveryStatus) ?? " and false");
    const base = whereSql(
      [
        ["m.recipient_key = ?", recipientKey],
        [`m.run_id >= ${runIdAt("0")}`, triggerUuid],
        [`m.run_id <= ${runIdAt("f")}`, triggerUuid],
      ],
      4,
    );
    const rest = whereSql(messageFilterParts(filter), 4 + base.values.length);
    const values = [...base.values, ...rest.values];
    const keyset = keysetSql(page, { columns: ["m.run_id", "m.ordinal"], direction: "desc" }, 4 + values.length);
    const lane = recipientKey === null ? null : laneOf(environmentId, recipientKey);

    const fits = fitsSql(`${rest.and}${isStatusIndexed ? "" : status}`);
    const scanMax = Math.max(page.size + 1, lane === null ? LANE_SCAN_MAX : PAGE_SCAN_MAX);
    const max = fits === "true" ? page.size + 1 : scanMax;
    const sql = `select m.run_id, m.ordinal, m.fits, m.lane as part
      from generate_series($2::int, $3::int) as l(lane) cross join lateral (
        select m.run_id, m.ordinal, m.lane, ${fits} as fits from messages m where m.environment_id = $1
        and m.lane = l.lane${base.and}${isStatusIndexed ? status : ""}${keyset.and} ${keyset.orderBy} limit ${max + 1}
      ) m`;
    const scan = { alias: "m", columns: ["run_id", "ordinal"], sql, max };
    const rows = await q.query<FoundRow>(
      `with ${boundedListSql(scan, keyset, !page.isBackward)}
       select m.*, cut.run_id as cut_run_id, cut.ordinal as cut_ordinal
       from (select) o left join cut on true left join (
         select ${MESSAGE_COLUMNS} from chosen k cross join lateral (select * from messages where environment_id = $1
           and lane = k.part and run_id = k.run_id and ordinal = k.ordinal offset 0) m ${MESSAGE_JOINS}
       ) m on true ${keyset.orderBy}`,
      [environmentId, lane ?? 0, lane ?? LANE_COUNT - 1, ...values, ...keyset.values],
    );
    const [first] = rows;
    const stoppedAt = first?.cut_run_id == null ? null : ([first.cut_run_id, first.cut_ordinal] as const);
    return { rows: rows.filter((row) => row.run_id !== null), stoppedAt };
  }
}
