import {
  boundedListSql,
  fitsSql,
  keysetSql,
  PAGE_SCAN_MAX,
  type KeysetSql,
  type Page,
} from "../../../platform/paging/index.js";
import { LANE_COUNT, laneOf } from "../../identifiers/index.js";
import { whereSql, type Queryable, type WherePart } from "../../../platform/postgres/index.js";
import { messageFilterParts, type MessageFilter } from "./message-filter.js";
import { DELIVERY_STATUS, MESSAGE_COLUMNS, MESSAGE_JOINS } from "../message.repository.js";
import type { MessageKey, MessageRow } from "../message-row.js";

/** A message's place in lists: run ids begin with the trigger's sequence number. */
export type ListedMessageKey = readonly [runId: string, ordinal: number];

/** The first or last possible run id of a trigger; none, so that nothing is found, if the trigger is unknown. */
const runIdAt = (end: "0" | "f"): string =>
  `(select (lpad(to_hex(seq), 12, '0') || repeat('${end}', 20))::uuid from triggers where environment_id = $1 and id = ?)`;

/** Rows of messages `m` of one lane, in the order of the list by an index: all, or those with one status. */
interface Source {
  /** The columns of `keyset` are `alias`'s. */
  alias: "m" | "d";
  /** Ends with a condition. */
  from: string;
}

const ALL_MESSAGES: Source = { alias: "m", from: "messages m where m.environment_id = $1 and m.lane = l.lane" };

/** What was not handed to a delivery has its status for good. */
const NOT_SENT: Source = { alias: "m", from: `${ALL_MESSAGES.from} and m.delivery_status = 'NOT_SENT'` };

/** Messages whose deliveries meet a condition. */
const ofDeliveries = (condition: string): Source => ({
  alias: "d",
  from: `deliveries d cross join lateral (select * from messages where environment_id = $1 and lane = d.lane
      and run_id = d.run_id and ordinal = d.ordinal offset 0) m
    where d.environment_id = $1 and d.lane = l.lane and d.settled_state <> 'DELIVERED' and ${condition}`,
});

/** Written out, so that the planner sees which index fits. An attempt under way does not count in `settled_state`. */
const SOURCES: ReadonlyMap<string, Source> = new Map([
  ["NOT_SENT", NOT_SENT],
  ["SENDING", ofDeliveries("d.settled_state in ('QUEUED', 'UNCERTAIN') and d.state = 'SENDING'")],
  ...["QUEUED", "SENT", "UNCERTAIN", "UNDELIVERED", "BOUNCED"].map((status): [string, Source] => [
    status,
    ofDeliveries(`d.settled_state = '${status}' and d.state = '${status}'`),
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
  /** Those of these messages that match, each found by its primary key. */
  matching(
    q: Queryable,
    environmentId: number,
    filter: MessageFilter,
    keys: readonly MessageKey[],
  ): Promise<MessageKey[]> {
    const { recipientKey, deliveryStatus } = filter;
    const parts: WherePart[] = [
      ["m.recipient_key = ?", recipientKey],
      [`(${DELIVERY_STATUS})::text = ?`, deliveryStatus],
      ...messageFilterParts(filter),
    ];
    const where = whereSql(parts, 5);
    return q.query(
      `select m.lane, m.run_id as "runId", m.ordinal from unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
       cross join lateral (select * from messages where environment_id = $1 and lane = k.lane and run_id = k.run_id
         and ordinal = k.ordinal offset 0) m where true${where.and}`,
      [
        environmentId,
        keys.map((key) => key.lane),
        keys.map((key) => key.runId),
        keys.map((key) => key.ordinal),
        ...where.values,
      ],
    );
  }

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
    // No index has the statuses of one recipient or trigger; DELIVERED needs none, since most messages are.
    const isOfAll = recipientKey === null && triggerUuid === null;
    const indexed = isOfAll && deliveryStatus !== null ? SOURCES.get(deliveryStatus) : undefined;
    const { alias, from } = indexed ?? ALL_MESSAGES;
    const base = whereSql(
      [
        ["m.recipient_key = ?", recipientKey],
        [`m.run_id >= ${runIdAt("0")}`, triggerUuid],
        [`m.run_id <= ${runIdAt("f")}`, triggerUuid],
      ],
      4,
    );
    const status: WherePart = [`(${DELIVERY_STATUS})::text = ?`, indexed ? null : deliveryStatus];
    const rest = whereSql([...messageFilterParts(filter), status], 4 + base.values.length);
    const values = [...base.values, ...rest.values];
    const orderedBy = (rows: string): KeysetSql =>
      keysetSql(page, { columns: [`${rows}.run_id`, `${rows}.ordinal`], direction: "desc" }, 4 + values.length);
    const keyset = orderedBy("m");
    const ofSource = orderedBy(alias);
    const lane = recipientKey === null ? null : laneOf(environmentId, recipientKey);

    const fits = fitsSql(rest.and);
    const scanMax = Math.max(page.size + 1, lane === null ? LANE_SCAN_MAX : PAGE_SCAN_MAX);
    const max = fits === "true" ? page.size + 1 : scanMax;
    const sql = `select m.run_id, m.ordinal, m.fits, m.lane as part
      from generate_series($2::int, $3::int) as l(lane) cross join lateral (
        select m.run_id, m.ordinal, m.lane, ${fits} as fits from ${from}${base.and}${ofSource.and} ${ofSource.orderBy} limit ${max + 1}
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
