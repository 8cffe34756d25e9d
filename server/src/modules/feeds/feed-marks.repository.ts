import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Counts } from "./feed-counts.js";
import { filterSql, filterValues, type FeedFilter } from "./feed-filter.js";
import { laneOfFeed, type FeedKey } from "./feed-key.js";

export type Mark = "SEEN" | "UNSEEN" | "READ" | "UNREAD" | "INTERACTED" | "ARCHIVED" | "UNARCHIVED";

/** Per mark: which items it changes, and what it sets; $5 is the time. A repeated mark changes nothing. */
const MARKS: Readonly<Record<Mark, { needs: string; sets: string }>> = {
  SEEN: { needs: "m.seen_at is null", sets: "seen_at = $5" },
  UNSEEN: { needs: "(m.seen_at is not null or m.read_at is not null)", sets: "seen_at = null, read_at = null" },
  READ: { needs: "m.read_at is null", sets: "read_at = $5, seen_at = coalesce(m.seen_at, $5)" },
  UNREAD: { needs: "m.read_at is not null", sets: "read_at = null" },
  INTERACTED: {
    needs: "(m.interacted_at is null or $10::jsonb is not null)",
    sets: "interacted_at = $5, read_at = coalesce(m.read_at, $5), seen_at = coalesce(m.seen_at, $5), interaction = coalesce($10::jsonb, m.interaction)",
  },
  ARCHIVED: { needs: "m.archived_at is null", sets: "archived_at = $5" },
  UNARCHIVED: { needs: "m.archived_at is not null", sets: "archived_at = null" },
};

export interface MarkSlice {
  mark: Mark;
  filter: FeedFilter;
  tenantId: string | null;
  at: Date;
  /** The feed's version before; changed items take the following ones. */
  version: number;
  /** Only items that arrived after this and up to that position. */
  afterPosition: number;
  upToPosition: number;
  limit: number;
  /** Only these messages; null for all. */
  only: readonly { runId: string; ordinal: number }[] | null;
  metadata: JsonObject | null;
}

export interface SliceOutcome {
  changed: number;
  lastPosition: number;
  counts: { tenantId: string | null; by: Counts }[];
}

interface DeltaRow {
  tenant_id: string | null;
  changed: number;
  last_position: number;
  total: number;
  unread: number;
  unseen: number;
}

const STATEMENTS = new Map<Mark, string>();

function statementOf(mark: Mark): string {
  const known = STATEMENTS.get(mark);
  if (known) return known;
  const { needs, sets } = MARKS[mark];
  const counted = (row: string, column: string): string =>
    `(${row}.archived_at is null and ${row}.${column} is null)::int`;
  const sql = `with chosen as (
      select m.run_id, m.ordinal, m.position, m.seen_at, m.read_at, m.archived_at, row_number() over (order by m.position) as rn
      from messages m left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
      join workflow_versions v on v.id = m.version_id
      where m.environment_id = $1 and m.lane = $2 and m.recipient_key = $3 and m.channel_id = $4
      and m.position > $7 and m.position <= $8
      and ($11::uuid[] is null or (m.run_id, m.ordinal) in (select * from unnest($11::uuid[], $12::smallint[])))
      and ($10::jsonb is null or true) and ${needs} and ${filterSql(13)} order by m.position limit $9
    ), done as (
      update messages m set version = $6 + o.rn, updated_at = $5, ${sets} from chosen o
      where m.environment_id = $1 and m.lane = $2 and m.run_id = o.run_id and m.ordinal = o.ordinal
      returning m.tenant_id, o.position,
        (m.archived_at is null)::int - (o.archived_at is null)::int as total,
        ${counted("m", "read_at")} - ${counted("o", "read_at")} as unread,
        ${counted("m", "seen_at")} - ${counted("o", "seen_at")} as unseen
    )
    select tenant_id, count(*)::int as changed, max(position) as last_position, sum(total)::int as total,
      sum(unread)::int as unread, sum(unseen)::int as unseen from done group by tenant_id`;
  STATEMENTS.set(mark, sql);
  return sql;
}

export class FeedMarksRepository {
  /** Marks items of a feed whose row is locked; answers what changed, for its counts. */
  async slice(tx: Tx, key: FeedKey, slice: MarkSlice): Promise<SliceOutcome> {
    const rows = await tx.query<DeltaRow>(statementOf(slice.mark), [
      key.environmentId,
      laneOfFeed(key),
      key.recipientKey,
      key.channelId,
      slice.at,
      slice.version,
      slice.afterPosition,
      slice.upToPosition,
      slice.limit,
      slice.metadata === null ? null : JSON.stringify(slice.metadata),
      slice.only?.map((each) => each.runId) ?? null,
      slice.only?.map((each) => each.ordinal) ?? null,
      ...filterValues(slice.filter, slice.tenantId),
    ]);
    return {
      changed: rows.reduce((sum, row) => sum + row.changed, 0),
      lastPosition: Math.max(0, ...rows.map((row) => row.last_position)),
      counts: rows.map((row) => ({ tenantId: row.tenant_id, by: [row.total, row.unread, row.unseen] })),
    };
  }
}
