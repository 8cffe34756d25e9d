import { PAGE_SCAN_MAX } from "../../../platform/paging/index.js";
import { laneOf } from "../../../platform/ids/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Queryable, Tx } from "../../../platform/postgres/index.js";
import type { Counts } from "../model/feed-counts.js";
import { filterFrom, filterSql, filterValues, scanSql, stateSql, type FeedFilter } from "../model/feed-filter.js";
import { laneOfFeed, type FeedKey } from "../model/feed-key.js";
import type { MessageKey } from "../../messages/pure.js";
import type { FeedRow } from "../feed-writer.repository.js";

export type Mark = "SEEN" | "UNSEEN" | "READ" | "UNREAD" | "INTERACTED" | "ARCHIVED" | "UNARCHIVED";

/** `RETURNED`: the time has come until which they were snoozed. */
export type SnoozeMark = "SNOOZED" | "UNSNOOZED" | "RETURNED";

/** What one call did to a whole feed is taken back. */
export type Undo = "UNDONE";

/** An interaction that followed a link within the message. */
export type LinkMark = "LINK_CLICKED";

export type PinMark = "PINNED" | "UNPINNED";

/** What happens to items of feeds alone. */
export type ItemMark = SnoozeMark | PinMark;

export type AnyMark = Mark | LinkMark | ItemMark | Undo;

/** What a mark is made of, beside the messages: metadata is kept with INTERACTED. */
export interface Marking<Kind extends AnyMark = Mark | Undo> {
  mark: Kind;
  /** Messages that no longer match are passed over. */
  filter: FeedFilter;
  at: Date;
  metadata: JsonObject | null;
  /** When what is SNOOZED returns. */
  until?: Date;
  /** When what is UNDONE was marked. */
  markedAt?: Date;
}

/** The parameters of a statement that marks. */
interface Parameters {
  at: string;
  metadata: string;
  until: string;
  markedAt: string;
}

interface Effect {
  needs: (parameters: Parameters) => string;
  sets: (parameters: Parameters) => string;
}

const interacted = ({ at, metadata }: Pick<Parameters, "at" | "metadata">): string =>
  `interacted_at = ${at}, read_at = coalesce(m.read_at, ${at}), seen_at = coalesce(m.seen_at, ${at}),
   interaction = coalesce(${metadata}, m.interaction)`;

/** Per mark: which messages it changes, and what it sets. A repeated mark changes nothing. */
const MARKS: Readonly<Record<AnyMark, Effect>> = {
  SEEN: { needs: () => "m.seen_at is null", sets: ({ at }) => `seen_at = ${at}` },
  UNSEEN: {
    needs: () => "(m.seen_at is not null or m.read_at is not null)",
    sets: () => "seen_at = null, read_at = null",
  },
  READ: { needs: () => "m.read_at is null", sets: ({ at }) => `read_at = ${at}, seen_at = coalesce(m.seen_at, ${at})` },
  UNREAD: { needs: () => "m.read_at is not null", sets: () => "read_at = null" },
  INTERACTED: {
    needs: ({ metadata }) =>
      `(m.interacted_at is null or m.read_at is null or m.seen_at is null
        or (${metadata} is not null and m.interaction is distinct from ${metadata}))`,
    sets: interacted,
  },
  // Each click counts: the last one is told.
  LINK_CLICKED: { needs: () => "true", sets: (p) => `${interacted(p)}, link_clicked_at = ${p.at}` },
  // Whoever archives an item has done with it: it returns no more, and stands on top no more.
  ARCHIVED: {
    needs: () => "m.archived_at is null",
    sets: ({ at }) => `archived_at = ${at}, snoozed_until = null, pinned_at = null`,
  },
  UNARCHIVED: { needs: () => "m.archived_at is not null", sets: () => "archived_at = null" },
  SNOOZED: {
    needs: ({ until }) => `(m.snoozed_until is distinct from ${until} or m.archived_at is not null)`,
    sets: ({ until }) => `snoozed_until = ${until}, archived_at = null`,
  },
  UNSNOOZED: { needs: () => "m.snoozed_until is not null", sets: () => "snoozed_until = null" },
  // It arrives anew: at the top of the feed, neither seen nor read.
  RETURNED: {
    needs: ({ at }) => `m.snoozed_until <= ${at}`,
    sets: () => "snoozed_until = null, seen_at = null, read_at = null, position = o.version",
  },
  // One call gives all that it changes the same instant, and leaves older instants as they are: what bears its instant
  // was not so before. What the reader has acted on since stays read.
  UNDONE: {
    needs: ({ markedAt }) =>
      `(${isReadBy(markedAt)} or m.interacted_at = ${markedAt} or m.archived_at = ${markedAt}
        or (m.seen_at = ${markedAt} and m.read_at is null))`,
    sets: ({ markedAt }) =>
      `read_at = case when ${isReadBy(markedAt)} then null else m.read_at end,
      seen_at = case when m.read_at is null or ${isReadBy(markedAt)} then nullif(m.seen_at, ${markedAt}) else m.seen_at end,
      interacted_at = nullif(m.interacted_at, ${markedAt}), archived_at = nullif(m.archived_at, ${markedAt})`,
  },
  // A pinned item is never archived; one that is snoozed stays so, and returns pinned.
  PINNED: { needs: () => "m.pinned_at is null", sets: ({ at }) => `pinned_at = ${at}, archived_at = null` },
  UNPINNED: { needs: () => "m.pinned_at is not null", sets: () => "pinned_at = null" },
};

/** Whether an item was read by the call of an instant, and not opened or followed since. */
function isReadBy(markedAt: string): string {
  return `(m.read_at = ${markedAt} and coalesce(greatest(m.interacted_at, m.link_clicked_at), ${markedAt}) <= ${markedAt})`;
}

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

/** What a mark would change in a part of a stretch; `lookedTo` is where the part ends, null if it is all of the rest. */
export interface Candidates {
  found: Candidate[];
  lookedTo: number | null;
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
  /**
   * Items of a feed that a mark would change, oldest first, among the next PAGE_SCAN_MAX items: a statement takes some
   * milliseconds, however few match. Read without any lock: whoever marks them looks again.
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
         where ${inFeed} and m.position <= coalesce(e.looked_to, $6) and ($7::jsonb is null or $9::timestamptz is null or true)
         and ${MARKS[mark].needs({ metadata: "$7::jsonb", at: "now()", until: "now()", markedAt: "$9::timestamptz" })}
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
   * Marks items of feeds whose rows are locked; each that changes takes the next version of its feed, in the order of
   * arrival.
   */
  async apply(
    tx: Tx,
    environmentId: number,
    work: { locked: readonly FeedRow[]; keys: readonly MessageKey[]; marking: Marking<AnyMark> },
  ): Promise<MarkDelta[]> {
    const { locked, keys, marking } = work;
    const { needs, sets } = MARKS[marking.mark];
    const [until, markedAt] = ["$11::timestamptz", "$12::timestamptz"];
    const parameters = { at: "$5::timestamptz", metadata: "$6::jsonb", until, markedAt };
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
          and ($5::timestamptz is null or $6::jsonb is null or ${until} is null or ${markedAt} is null or true)
          and ${needs(parameters)} ${stateSql(marking.filter)}
      ), done as (
        update messages m set version = o.version, updated_at = $5, ${sets(parameters)} from chosen o
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

  /** Marks messages that stand in no feed; they are locked in key order first, as no feed's row stands for them. */
  async applyOutside(
    tx: Tx,
    environmentId: number,
    keys: readonly MessageKey[],
    marking: Marking<Mark | LinkMark | Undo>,
  ): Promise<void> {
    const { needs, sets } = MARKS[marking.mark];
    const markedAt = "$7::timestamptz";
    const parameters = { at: "$5::timestamptz", metadata: "$6::jsonb", until: "null", markedAt };
    await tx.query(
      `with chosen as (
        select m.lane, m.run_id, m.ordinal from messages m
        where m.environment_id = $1 and (m.lane, m.run_id, m.ordinal) in (select * from unnest($2::smallint[], $3::uuid[], $4::smallint[]))
        and m.position = 0 and ($6::jsonb is null or ${markedAt} is null or true) and ${needs(parameters)}
        order by m.lane, m.run_id, m.ordinal for update of m
      )
      update messages m set updated_at = $5, ${sets(parameters)} from chosen o
      where m.environment_id = $1 and m.lane = o.lane and m.run_id = o.run_id and m.ordinal = o.ordinal`,
      [...valuesOf(environmentId, keys, marking), marking.markedAt ?? null],
    );
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
