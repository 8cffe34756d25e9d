import { laneOf } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable, Tx } from "../../platform/postgres/index.js";
import type { Counts } from "./feed-counts.js";
import { filterFrom, filterSql, filterValues, stateSql, type FeedFilter } from "./feed-filter.js";
import { laneOfFeed, type FeedKey } from "./feed-key.js";
import type { MessageKey } from "./feed.repository.js";
import type { FeedRow } from "./feed-writer.repository.js";

export type Mark = "SEEN" | "UNSEEN" | "READ" | "UNREAD" | "INTERACTED" | "ARCHIVED" | "UNARCHIVED";

/** What a mark is made of, beside the messages: metadata is kept with INTERACTED. */
export interface Marking {
  mark: Mark;
  /** Messages that no longer match are passed over. */
  filter: FeedFilter;
  at: Date;
  metadata: JsonObject | null;
}

/**
 * Per mark: which messages it changes, and what it sets; `at` and `metadata` name the parameters. A repeated mark changes
 * nothing.
 */
const MARKS: Readonly<
  Record<Mark, { needs: (metadata: string) => string; sets: (at: string, metadata: string) => string }>
> = {
  SEEN: { needs: () => "m.seen_at is null", sets: (at) => `seen_at = ${at}` },
  UNSEEN: {
    needs: () => "(m.seen_at is not null or m.read_at is not null)",
    sets: () => "seen_at = null, read_at = null",
  },
  READ: { needs: () => "m.read_at is null", sets: (at) => `read_at = ${at}, seen_at = coalesce(m.seen_at, ${at})` },
  UNREAD: { needs: () => "m.read_at is not null", sets: () => "read_at = null" },
  INTERACTED: {
    needs: (metadata) =>
      `(m.interacted_at is null or m.read_at is null or m.seen_at is null
        or (${metadata} is not null and m.interaction is distinct from ${metadata}))`,
    sets: (
      at,
      metadata,
    ) => `interacted_at = ${at}, read_at = coalesce(m.read_at, ${at}), seen_at = coalesce(m.seen_at, ${at}),
      interaction = coalesce(${metadata}, m.interaction)`,
  },
  ARCHIVED: { needs: () => "m.archived_at is null", sets: (at) => `archived_at = ${at}` },
  UNARCHIVED: { needs: () => "m.archived_at is not null", sets: () => "archived_at = null" },
};

/** Which part of a feed is marked: items that arrived after one position and up to another. */
export interface Stretch {
  tenantId: string | null;
  afterPosition: number;
  upToPosition: number;
  limit: number;
}

export interface Candidate extends MessageKey {
  position: number;
}

/** What changed in one feed for one tenant. */
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
  /** Items of a feed that a mark would change, oldest first. Read without any lock: whoever marks them looks again. */
  async candidates(q: Queryable, key: FeedKey, marking: Marking, stretch: Stretch): Promise<Candidate[]> {
    const { mark, filter, metadata } = marking;
    const rows = await q.query<{ run_id: string; ordinal: number; position: number }>(
      `select m.run_id, m.ordinal, m.position from ${filterFrom(filter)}
       where m.environment_id = $1 and m.lane = $2 and m.recipient_key = $3 and m.channel_id = $4
       and m.position > 0 and m.position > $5 and m.position <= $6 and ($7::jsonb is null or true)
       and ${MARKS[mark].needs("$7::jsonb")} and ${filterSql(filter, 9)} order by m.position limit $8`,
      [
        key.environmentId,
        laneOfFeed(key),
        key.recipientKey,
        key.channelId,
        stretch.afterPosition,
        stretch.upToPosition,
        metadata && JSON.stringify(metadata),
        stretch.limit,
        ...filterValues(filter, stretch.tenantId),
      ],
    );
    const lane = laneOfFeed(key);
    return rows.map((row) => ({ lane, runId: row.run_id, ordinal: row.ordinal, position: row.position }));
  }

  /**
   * Marks items of feeds whose rows are locked; each that changes takes the next version of its feed, in the order of
   * arrival.
   */
  async apply(
    tx: Tx,
    environmentId: number,
    work: { locked: readonly FeedRow[]; keys: readonly MessageKey[]; marking: Marking },
  ): Promise<MarkDelta[]> {
    const { locked, keys, marking } = work;
    const { needs, sets } = MARKS[marking.mark];
    const counted = (row: string, column: string): string =>
      `(${row}.archived_at is null and ${row}.${column} is null)::int`;
    const rows = await tx.query<DeltaRow>(
      `with chosen as (
        select m.lane, m.run_id, m.ordinal, m.seen_at, m.read_at, m.archived_at,
          f.version + row_number() over (partition by m.lane, m.recipient_key, m.channel_id order by m.position) as version
        from ${MESSAGES_BY_KEY}
        join unnest($7::smallint[], $8::text[], $9::int[], $10::bigint[]) as f(lane, key, channel, version)
          on f.lane = m.lane and f.key = m.recipient_key and f.channel = m.channel_id
        where m.position > 0 and ($6::jsonb is null or true) and ${needs("$6::jsonb")} ${stateSql(marking.filter)}
      ), done as (
        update messages m set version = o.version, updated_at = $5, ${sets("$5::timestamptz", "$6::jsonb")} from chosen o
        where m.environment_id = $1 and m.lane = o.lane and m.run_id = o.run_id and m.ordinal = o.ordinal
        returning m.recipient_key, m.channel_id, m.tenant_id,
          (m.archived_at is null)::int - (o.archived_at is null)::int as total,
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

  /** Marks messages that stand in no feed; they are locked in key order first, as no feed's row stands for them. */
  async applyOutside(tx: Tx, environmentId: number, keys: readonly MessageKey[], marking: Marking): Promise<void> {
    const { needs, sets } = MARKS[marking.mark];
    await tx.query(
      `with chosen as (
        select m.lane, m.run_id, m.ordinal from messages m
        where m.environment_id = $1 and (m.lane, m.run_id, m.ordinal) in (select * from unnest($2::smallint[], $3::uuid[], $4::smallint[]))
        and m.position = 0 and ($6::jsonb is null or true) and ${needs("$6::jsonb")}
        order by m.lane, m.run_id, m.ordinal for update of m
      )
      update messages m set updated_at = $5, ${sets("$5::timestamptz", "$6::jsonb")} from chosen o
      where m.environment_id = $1 and m.lane = o.lane and m.run_id = o.run_id and m.ordinal = o.ordinal`,
      valuesOf(environmentId, keys, marking),
    );
  }
}

function valuesOf(environmentId: number, keys: readonly MessageKey[], { at, metadata }: Marking): unknown[] {
  return [
    environmentId,
    keys.map((key) => key.lane),
    keys.map((key) => key.runId),
    keys.map((key) => key.ordinal),
    at,
    metadata && JSON.stringify(metadata),
  ];
}
