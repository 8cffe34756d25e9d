import { PAGE_SCAN_MAX } from "../../../platform/paging/index.js";
import { laneOf } from "../../identifiers/index.js";
import type { Queryable, Tx } from "../../../platform/postgres/index.js";
import type { Counts } from "../model/feed-counts.js";
import { filterFrom, filterSql, filterValues, scanSql, stateSql, type FeedFilter } from "../model/feed-filter.js";
import { laneOfFeed, type FeedKey } from "../model/feed-key.js";
import type { EngagementMark, MarkValues } from "../../messages/index.js";
import { markSql, namesParameters, type ItemMark, type LinkMark, type MarkParameters } from "../../messages/pure.js";
import type { MarkSql, MessageKey, Undo } from "../../messages/pure.js";
import type { FeedRow } from "../feed-writer.repository.js";

export type AnyMark = EngagementMark | LinkMark | ItemMark | Undo;

/** A mark, and which of the messages that it is about it reaches. */
export interface Marking<Kind extends AnyMark = EngagementMark | Undo> extends MarkValues<Kind> {
  /** Messages that no longer match are passed over. */
  filter: FeedFilter;
}

/** The condition and the assignments of a mark, for messages `m` chosen as `o`. */
function itemMarkSql(mark: AnyMark, parameters: MarkParameters): MarkSql {
  const sql = markSql(mark, parameters);
  if (mark !== "RETURNED") return sql;
  // The item arrives again, at the top of the feed.
  return { needs: `m.snoozed_until <= ${parameters.at}`, sets: `${sql.sets}, position = o.version` };
}

/** The part of a feed to mark: items that arrived after one position and up to another. */
export interface Stretch {
  tenantId: string | null;
  afterPosition: number;
  upToPosition: number;
  limit: number;
}

export interface Candidate extends MessageKey {
  position: number;
}

/**
 * The items in a part of a range that a mark would change; `lookedTo` is the end of the part, null if it is the whole rest.
 */
export interface Candidates {
  found: Candidate[];
  lookedTo: number | null;
}

/** The changes of one feed for one tenant. */
export interface MarkDelta {
  recipientKey: string;
  channelId: number;
  tenantId: string | null;
  changedCount: number;
  by: Counts;
}

interface DeltaRow {
  recipient_key: string;
  channel_id: number;
  tenant_id: string | null;
  changed: number;
  total: number;
  unread: number;
  unseen: number;
}

/** Messages by key, each by its primary key: fenced, since a planner without statistics would rather read them all. */
const MESSAGES_BY_KEY = `unnest($2::smallint[], $3::uuid[], $4::smallint[]) as k(lane, run_id, ordinal)
  cross join lateral (select * from messages where environment_id = $1 and lane = k.lane and run_id = k.run_id
    and ordinal = k.ordinal offset 0) m`;

export class FeedMarksRepository {
  /**
   * The items that a mark would change, oldest first, among the next PAGE_SCAN_MAX items: a statement takes some
   * milliseconds, however few match. Read without a lock, so the writer checks them again.
   */
  async candidates(q: Queryable, key: FeedKey, marking: Marking, stretch: Stretch): Promise<Candidates> {
    const { mark, filter, metadata } = marking;
    const inFeed = `m.environment_id = $1 and m.lane = $2 and m.recipient_key = $3 and m.channel_id = $4
      and m.position > 0 and m.position > $5 ${scanSql(filter)}`;
    const rows = await q.query<{ run_id: string | null; ordinal: number; position: number; looked_to: number | null }>(
      `select i.*, e.looked_to from (
         select case when count(*) = ${PAGE_SCAN_MAX} then max(position) end as looked_to from (
           select m.position from messages m where ${inFeed} and m.position <= $6 order by m.position limit ${PAGE_SCAN_MAX}) m
       ) e left join lateral (
         select m.run_id, m.ordinal, m.position from ${filterFrom(filter)}
         where ${inFeed} and m.position <= coalesce(e.looked_to, $6) and ${namesParameters("$7::jsonb", "$9::timestamptz")}
         and ${itemMarkSql(mark, { metadata: "$7::jsonb", at: "now()", until: "now()", markedAt: "$9::timestamptz" }).needs}
         and ${filterSql(filter, 10)} order by m.position limit $8
       ) i on true order by i.position`,
      [
        key.environmentId,
        laneOfFeed(key),
        key.recipientKey,
        key.channelId,
        stretch.afterPosition,
        stretch.upToPosition,
        metadata && JSON.stringify(metadata),
        stretch.limit,
        marking.markedAt ?? null,
        ...filterValues(filter, stretch.tenantId),
      ],
    );
    const lane = laneOfFeed(key);
    const found = rows.flatMap(({ run_id: runId, ordinal, position }) =>
      runId === null ? [] : [{ lane, runId, ordinal, position }],
    );
    const isFull = found.length === stretch.limit;
    return { found, lookedTo: isFull ? (found.at(-1)?.position ?? null) : (rows[0]?.looked_to ?? null) };
  }

  /**
   * Marks items of feeds whose rows are locked. Each changed item takes the next version of its feed, in the order of
   * arrival.
   */
  async apply(
    tx: Tx,
    environmentId: number,
    work: { locked: readonly FeedRow[]; keys: readonly MessageKey[]; marking: Marking<AnyMark> },
  ): Promise<MarkDelta[]> {
    const { locked, keys, marking } = work;
    const [until, markedAt] = ["$11::timestamptz", "$12::timestamptz"];
    const parameters = { at: "$5::timestamptz", metadata: "$6::jsonb", until, markedAt };
    const { needs, sets } = itemMarkSql(marking.mark, parameters);
    const isCounted = (row: string): string => `${row}.archived_at is null and ${row}.snoozed_until is null`;
    const counted = (row: string, column: string): string => `(${isCounted(row)} and ${row}.${column} is null)::int`;
    const rows = await tx.query<DeltaRow>(
      `with chosen as (
        select m.lane, m.run_id, m.ordinal, m.seen_at, m.read_at, m.archived_at, m.snoozed_until,
          f.version + row_number() over (partition by m.lane, m.recipient_key, m.channel_id order by m.position) as version
        from ${MESSAGES_BY_KEY}
        join unnest($7::smallint[], $8::text[], $9::int[], $10::bigint[]) as f(lane, key, channel, version)
          on f.lane = m.lane and f.key = m.recipient_key and f.channel = m.channel_id
        where m.position > 0
          and ${namesParameters("$5::timestamptz", "$6::jsonb", until, markedAt)}
          and ${needs} ${stateSql(marking.filter)}
      ), done as (
        update messages m set version = o.version, updated_at = $5, ${sets} from chosen o
        where m.environment_id = $1 and m.lane = o.lane and m.run_id = o.run_id and m.ordinal = o.ordinal
        returning m.recipient_key, m.channel_id, m.tenant_id,
          (${isCounted("m")})::int - (${isCounted("o")})::int as total,
          ${counted("m", "read_at")} - ${counted("o", "read_at")} as unread,
          ${counted("m", "seen_at")} - ${counted("o", "seen_at")} as unseen
      )
      select recipient_key, channel_id, tenant_id, count(*)::int as changed, sum(total)::int as total,
        sum(unread)::int as unread, sum(unseen)::int as unseen from done group by recipient_key, channel_id, tenant_id`,
      [
        ...valuesOf(environmentId, keys, marking),
        locked.map((row) => laneOf(environmentId, row.recipient_key)),
        locked.map((row) => row.recipient_key),
        locked.map((row) => row.channel_id),
        locked.map((row) => row.version),
        marking.until ?? null,
        marking.markedAt ?? null,
      ],
    );
    return rows.map((row) => ({
      recipientKey: row.recipient_key,
      channelId: row.channel_id,
      tenantId: row.tenant_id,
      changedCount: row.changed,
      by: [row.total, row.unread, row.unseen],
    }));
  }
}

function valuesOf(environmentId: number, keys: readonly MessageKey[], { at, metadata }: Marking<AnyMark>): unknown[] {
  return [
    environmentId,
    keys.map((key) => key.lane),
    keys.map((key) => key.runId),
    keys.map((key) => key.ordinal),
    at,
    metadata && JSON.stringify(metadata),
  ];
}
