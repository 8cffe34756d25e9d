import { PAGE_SCAN_MAX, type Page } from "../../platform/paging/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { Counts, StoredCounts } from "./model/feed-counts.js";
import { filterJoins, filterSql, filterValues, scanSql, type FeedFilter } from "./model/feed-filter.js";
import { laneOfFeed, type BatchKey, type FeedKey } from "./model/feed-key.js";
import { MESSAGE_COLUMNS, MESSAGE_JOINS } from "../messages/index.js";
import type { MessageKey, MessageRow } from "../messages/pure.js";
import type { ActivityRow, Shown } from "./model/item-row.js";
import type { FeedRow } from "./feed-writer.repository.js";

/** Items of a feed that counts by filter look at, the newest ones: 10,000 take about 30 ms. */
export const COUNT_SCAN_MAX = 10_000;

export type PositionKey = [position: number];

/** A page that is asked for, of the items that match. */
export interface PageQuery {
  filter: FeedFilter;
  tenantId: string | null;
  page: Page<PositionKey>;
}

/** A read in one snapshot; without a row the feed does not exist and is empty. */
export interface Snapshot {
  row: FeedRow | null;
  items: MessageRow[];
}

/** A page; `stoppedAt` is the key after which the next page starts, if the scan ended before the page was full. */
export interface PageSnapshot extends Snapshot {
  stoppedAt: PositionKey | null;
}

/** The items to count. */
export type CountQuery = Pick<PageQuery, "filter" | "tenantId">;

/** The counts of the matching items, with the feed's row in the same snapshot. */
export interface CountSnapshot {
  row: FeedRow | null;
  counts: Counts;
  /** Whether the whole feed was looked at. */
  isExact: boolean;
}

/** A request for the changes after a version of a feed. */
export interface ChangesQuery {
  key: FeedKey;
  after: number;
}

/** The changes after a version; `removed` are items that were removed. */
export interface Changes extends Snapshot {
  removed: MessageKey[];
}

const IN_FEED =
  "m.environment_id = $1 and m.lane = $2 and m.recipient_key = $3 and m.channel_id = $4 and m.position > 0";

const FEED = "recipient_key, channel_id, epoch, version, log_floor, total, unread, unseen, tenants";

/** The feed's row next to its items. Counts by tenant may be long, so only the first row contains them. */
const BESIDE = `f.epoch as feed_epoch, f.version as feed_version, f.log_floor, f.total, f.unread, f.unseen,
  case when i.rank is null or i.rank = 1 then f.tenants end as tenants`;

interface BesideRow extends MessageRow {
  feed_epoch: number;
  feed_version: number;
  log_floor: number;
  total: number;
  unread: number;
  unseen: number;
  tenants: StoredCounts["tenants"] | null;
  rank: number | null;
}

const ACTIVITY = `i.lane, i.batch_id, i.ordinal, i.run_id, i.actor_key, coalesce(i.data, t.data, '{}'::jsonb) as data,
  i.created_at`;

const keyValues = (key: FeedKey): unknown[] => [key.environmentId, laneOfFeed(key), key.recipientKey, key.channelId];

export class FeedRepository {
  async row(q: Queryable, key: FeedKey): Promise<FeedRow | null> {
    const rows = await q.query<FeedRow>(
      `select ${FEED} from feeds where environment_id = $1 and lane = $2 and recipient_key = $3 and channel_id = $4`,
      keyValues(key),
    );
    return rows[0] ?? null;
  }

  rows(q: Queryable, environmentId: number, keys: readonly FeedKey[]): Promise<FeedRow[]> {
    return q.query<FeedRow>(
      `select ${FEED} from feeds where environment_id = $1
       and (lane, recipient_key, channel_id) in (select * from unnest($2::smallint[], $3::text[], $4::int[]))`,
      [environmentId, keys.map(laneOfFeed), keys.map((key) => key.recipientKey), keys.map((key) => key.channelId)],
    );
  }

  /**
   * A page by position, newest first, with one row more if there are more, and the feed's row. One statement, so that page,
   * counts and version are one snapshot; the page is limited before it is joined, so that no plan joins the whole feed. It
   * scans PAGE_SCAN_MAX rows: 2,000 with all details take about 20 ms. If they do not fill the page, the statement checks
   * whether there is another row behind them; positions are integers, so the position beside that row is the cursor.
   */
  async page(q: Queryable, key: FeedKey, query: PageQuery): Promise<PageSnapshot> {
    const { page, filter } = query;
    const direction = page.isBackward ? "asc" : "desc";
    const inReach = `from messages m where ${IN_FEED} ${scanSql(filter)} and m.position < $5 and m.position > $6 order by m.position ${direction}`;
    const rows = await q.query<BesideRow & { unread_position: number | null }>(
      `select ${BESIDE}, i.*, case when count(i.rank) over () < $7 then (
         select m.position ${inReach} offset ${PAGE_SCAN_MAX} limit 1) end as unread_position
       from feeds f left join lateral (
         select ${MESSAGE_COLUMNS}, m.rank from (
           select m.*, row_number() over (order by m.position ${direction}) as rank
           from (select m.* ${inReach} limit ${PAGE_SCAN_MAX}) m ${filterJoins(filter)}
           where ${filterSql(filter, 8)} order by m.position ${direction} limit $7
         ) m ${MESSAGE_JOINS}
       ) i on true
       where f.environment_id = $1 and f.lane = $2 and f.recipient_key = $3 and f.channel_id = $4 order by i.rank`,
      [
        ...keyValues(key),
        page.after?.[0] ?? Number.MAX_SAFE_INTEGER,
        page.before?.[0] ?? 0,
        page.size + 1,
        ...filterValues(filter, query.tenantId),
      ],
    );
    const unread = rows[0]?.unread_position ?? null;
    return { ...snapshotOf(key, rows), stoppedAt: unread === null ? null : [unread + (page.isBackward ? -1 : 1)] };
  }

  /**
   * Counts what matches among the newest COUNT_SCAN_MAX items, with the feed's row. One statement, so that counts and
   * version are of one snapshot. The cut comes before the joins, so that its time does not grow with the feed.
   */
  async counts(q: Queryable, key: FeedKey, { filter, tenantId }: CountQuery): Promise<CountSnapshot> {
    const newest = `from messages m where ${IN_FEED} ${scanSql(filter)} order by m.position desc`;
    const [row] = await q.query<FeedRow & { matching: number; not_read: number; not_seen: number; is_cut: boolean }>(
      `select ${FEED.replace(/(\w+)/g, "f.$1")}, n.*, exists (select 1 ${newest} offset ${COUNT_SCAN_MAX} limit 1) as is_cut
       from feeds f cross join lateral (
         select count(*)::int as matching, count(*) filter (where m.read_at is null)::int as not_read,
           count(*) filter (where m.seen_at is null)::int as not_seen
         from (select m.* ${newest} limit ${COUNT_SCAN_MAX}) m ${filterJoins(filter)} where ${filterSql(filter, 5)}
       ) n where f.environment_id = $1 and f.lane = $2 and f.recipient_key = $3 and f.channel_id = $4`,
      [...keyValues(key), ...filterValues(filter, tenantId)],
    );
    if (!row) return { row: null, counts: [0, 0, 0], isExact: true };
    return { row, counts: [row.matching, row.not_read, row.not_seen], isExact: !row.is_cut };
  }

  /**
   * The changes after a version for each of these feeds, in the order of the changes, at most `limit` of either kind. One
   * statement, so concurrent writes, also the trimming of the log, are either completely visible or not at all. Each feed is
   * looked up by its key, whatever the plan.
   */
  async changes(q: Queryable, wishes: readonly ChangesQuery[], limit: number): Promise<Changes[]> {
    const rows = await q.query<BesideRow & { at: number; removed: [string, number][] | null }>(
      `select w.at, ${BESIDE}, i.*, case when i.rank is null or i.rank = 1 then (
         select jsonb_agg(jsonb_build_array(r.run_id, r.ordinal)) from (
           select run_id, ordinal from feed_removals where environment_id = w.environment_id and lane = w.lane
           and recipient_key = w.key and channel_id = w.channel and version > w.after order by version limit $6) r
       ) end as removed
       from unnest($1::int[], $2::smallint[], $3::text[], $4::int[], $5::bigint[]) with ordinality
         as w(environment_id, lane, key, channel, after, at)
       cross join lateral (
         select * from feeds where environment_id = w.environment_id and lane = w.lane and recipient_key = w.key
         and channel_id = w.channel offset 0
       ) f
       left join lateral (
         select ${MESSAGE_COLUMNS}, m.rank from (
           select m.*, row_number() over (order by m.version) as rank from messages m
           where m.environment_id = w.environment_id and m.lane = w.lane and m.recipient_key = w.key and m.channel_id = w.channel
           and m.position > 0 and m.version > w.after order by m.version limit $6
         ) m ${MESSAGE_JOINS}
       ) i on true
       order by w.at, i.rank`,
      [
        wishes.map(({ key }) => key.environmentId),
        wishes.map(({ key }) => laneOfFeed(key)),
        wishes.map(({ key }) => key.recipientKey),
        wishes.map(({ key }) => key.channelId),
        wishes.map(({ after }) => after),
        limit,
      ],
    );
    const rowsOf: (typeof rows)[] = wishes.map(() => []);
    for (const row of rows) rowsOf[row.at - 1]?.push(row);
    return wishes.map(({ key }, index) => {
      const own = rowsOf[index] ?? [];
      const lane = laneOfFeed(key);
      const removed = (own[0]?.removed ?? []).map(([runId, ordinal]) => ({ lane, runId, ordinal }));
      return { ...snapshotOf(key, own), removed };
    });
  }

  /** Versions of feeds that are watched here. */
  versions(
    q: Queryable,
    keys: readonly FeedKey[],
  ): Promise<{ environment_id: number; recipient_key: string; channel_id: number; epoch: number; version: number }[]> {
    return q.query(
      `select k.environment_id, k.key as recipient_key, k.channel as channel_id, coalesce(f.epoch, 0) as epoch,
         coalesce(f.version, 0) as version
       from unnest($1::int[], $2::smallint[], $3::text[], $4::int[]) as k(environment_id, lane, key, channel)
       left join feeds f on f.environment_id = k.environment_id and f.lane = k.lane and f.recipient_key = k.key and f.channel_id = k.channel`,
      [
        keys.map((key) => key.environmentId),
        keys.map(laneOfFeed),
        keys.map((key) => key.recipientKey),
        keys.map((key) => key.channelId),
      ],
    );
  }

  /** The same page of the activities batched into each of these messages, oldest first, in one statement. */
  activities(
    q: Queryable,
    environmentId: number,
    batches: readonly BatchKey[],
    page: Page<[ordinal: number]>,
  ): Promise<ActivityRow[]> {
    const direction = page.isBackward ? "desc" : "asc";
    return q.query(
      `select ${ACTIVITY} from unnest($2::smallint[], $3::uuid[]) as k(lane, batch_id)
       cross join lateral (
         select * from batch_items where environment_id = $1 and lane = k.lane and batch_id = k.batch_id and not is_removed
         and ($4::int is null or ordinal > $4) and ($5::int is null or ordinal < $5) order by ordinal ${direction} limit $6
       ) i left join triggers t on t.environment_id = i.environment_id and t.id = i.trigger_id order by i.ordinal ${direction}`,
      [
        environmentId,
        batches.map((batch) => batch.lane),
        batches.map((batch) => batch.batchId),
        page.after?.[0] ?? null,
        page.before?.[0] ?? null,
        page.size + 1,
      ],
    );
  }

  /** Batched activities by their runs, with the feed that contains them and the part of their data that the feed shows. */
  activitiesByRuns(
    q: Queryable,
    environmentId: number,
    runs: readonly { lane: number; uuid: string }[],
  ): Promise<(ActivityRow & Shown)[]> {
    return q.query(
      `select ${ACTIVITY}, b.recipient_key, v.document->'feedData' as feed_data
       from batch_items i join batches b on b.environment_id = i.environment_id and b.lane = i.lane and b.id = i.batch_id
       join workflow_versions v on v.id = b.version_id
       left join triggers t on t.environment_id = i.environment_id and t.id = i.trigger_id
       where i.environment_id = $1 and not i.is_removed
       and i.run_id = any($3::uuid[]) and (i.lane, i.run_id) in (select * from unnest($2::smallint[], $3::uuid[]))`,
      [environmentId, runs.map((run) => run.lane), runs.map((run) => run.uuid)],
    );
  }
}

function snapshotOf(key: FeedKey, rows: BesideRow[]): Snapshot {
  const [first] = rows;
  if (!first) return { row: null, items: [] };
  const { log_floor, total, unread, unseen } = first;
  const row: FeedRow = {
    recipient_key: key.recipientKey,
    channel_id: key.channelId,
    epoch: first.feed_epoch,
    version: first.feed_version,
    ...{ log_floor, total, unread, unseen },
    tenants: first.tenants ?? {},
  };
  return { row, items: first.rank === null ? [] : rows };
}
