import type { JsonObject } from "../../platform/json.js";
import type { Page } from "../../platform/graphql/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import { filterSql, filterValues, type FeedFilter } from "./feed-filter.js";
import { laneOfFeed, type FeedKey } from "./feed-key.js";
import type { ItemRow } from "./item-row.js";
import type { FeedRow } from "./feed-writer.repository.js";

export type PositionKey = [position: number];

/** Changes after one version and up to another, at most so many. */
export interface VersionRange {
  after: number;
  upTo: number;
  limit: number;
}

const ITEM = `m.lane, m.run_id, m.ordinal, m.recipient_key, m.channel_id, m.trigger_id, v.document->>'key' as workflow_key,
  v.document->'categories' as categories, m.tenant_id, m.delivery_status, m.position, m.version,
  coalesce(m.blocks, c.blocks) as blocks, coalesce(m.data, c.data, '{}'::jsonb) as data,
  coalesce(m.actor_keys, c.actor_keys, '{}') as actor_keys, m.actor_count, m.activity_count, m.batch_id,
  m.seen_at, m.read_at, m.interacted_at, m.link_clicked_at, m.archived_at, m.created_at, m.updated_at`;

const FROM = `messages m left join contents c on c.environment_id = m.environment_id and c.id = m.content_id
  join workflow_versions v on v.id = m.version_id`;

const IN_FEED =
  "m.environment_id = $1 and m.lane = $2 and m.recipient_key = $3 and m.channel_id = $4 and m.position > 0";

const keyValues = (key: FeedKey): unknown[] => [key.environmentId, laneOfFeed(key), key.recipientKey, key.channelId];

export class FeedRepository {
  async row(q: Queryable, key: FeedKey): Promise<FeedRow | null> {
    const rows = await q.query<FeedRow>(
      `select recipient_key, channel_id, epoch, version, log_floor, total, unread, unseen, tenants from feeds
       where environment_id = $1 and lane = $2 and recipient_key = $3 and channel_id = $4`,
      keyValues(key),
    );
    return rows[0] ?? null;
  }

  /** A page by position, newest first, one more than asked for when there is more. */
  page(
    q: Queryable,
    key: FeedKey,
    which: { filter: FeedFilter; tenantId: string | null },
    page: Page<PositionKey>,
  ): Promise<ItemRow[]> {
    const direction = page.isBackward ? "asc" : "desc";
    return q.query<ItemRow>(
      `select ${ITEM} from ${FROM} where ${IN_FEED}
       and ($5::bigint is null or m.position < $5) and ($6::bigint is null or m.position > $6)
       and ${filterSql(8)} order by m.position ${direction} limit $7`,
      [
        ...keyValues(key),
        page.after?.[0] ?? null,
        page.before?.[0] ?? null,
        page.size + 1,
        ...filterValues(which.filter, which.tenantId),
      ],
    );
  }

  /** Items last changed after one version and up to another, in the order of their changes. */
  changes(q: Queryable, key: FeedKey, { after, upTo, limit }: VersionRange): Promise<ItemRow[]> {
    return q.query<ItemRow>(
      `select ${ITEM} from ${FROM} where ${IN_FEED} and m.version > $5 and m.version <= $6 order by m.version limit $7`,
      [...keyValues(key), after, upTo, limit],
    );
  }

  removals(
    q: Queryable,
    key: FeedKey,
    { after, upTo, limit }: VersionRange,
  ): Promise<{ run_id: string; ordinal: number }[]> {
    return q.query(
      `select run_id, ordinal from feed_removals where environment_id = $1 and lane = $2 and recipient_key = $3 and channel_id = $4
       and version > $5 and version <= $6 order by version limit $7`,
      [...keyValues(key), after, upTo, limit],
    );
  }

  byMessageKeys(
    q: Queryable,
    environmentId: number,
    keys: readonly { lane: number; runId: string; ordinal: number }[],
  ): Promise<ItemRow[]> {
    return q.query<ItemRow>(
      `select ${ITEM} from ${FROM} where m.environment_id = $1
       and (m.lane, m.run_id, m.ordinal) in (select * from unnest($2::smallint[], $3::uuid[], $4::smallint[]))`,
      [environmentId, keys.map((key) => key.lane), keys.map((key) => key.runId), keys.map((key) => key.ordinal)],
    );
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

  /** A page of what was batched into a message, oldest first. */
  activities(
    q: Queryable,
    environmentId: number,
    item: { lane: number; batchId: string },
    page: Page<[ordinal: number]>,
  ): Promise<{ ordinal: number; trigger_id: string; actor_key: string | null; data: JsonObject; created_at: Date }[]> {
    const direction = page.isBackward ? "desc" : "asc";
    return q.query(
      `select i.ordinal, i.trigger_id, i.actor_key, coalesce(i.data, t.data, '{}'::jsonb) as data, i.created_at
       from batch_items i left join triggers t on t.environment_id = i.environment_id and t.id = i.trigger_id
       where i.environment_id = $1 and i.lane = $2 and i.batch_id = $3 and not i.is_removed
       and ($4::int is null or i.ordinal > $4) and ($5::int is null or i.ordinal < $5) order by i.ordinal ${direction} limit $6`,
      [environmentId, item.lane, item.batchId, page.after?.[0] ?? null, page.before?.[0] ?? null, page.size + 1],
    );
  }
}
