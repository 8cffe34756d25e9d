import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { FeedBlock } from "../templates/index.js";
import { addCounts, type Counts, type StoredCounts } from "./feed-counts.js";
import { feedName, laneOfFeed, type FeedHint, type FeedKey } from "./feed-key.js";

export interface NewMessage {
  environmentId: number;
  lane: number;
  runId: string;
  ordinal: number;
  recipientKey: string;
  channelId: number;
  triggerId: string;
  versionId: number;
  workflowId: number;
  stepRef: string;
  tenantId: string | null;
  deliveryStatus: "DELIVERED" | "NOT_SENT" | "QUEUED";
  contentId: string;
  /** This recipient's own, in place of the content's. */
  blocks: readonly FeedBlock[] | null;
  data: JsonObject | null;
  actorKeys: string[] | null;
  actorCount: number;
  activityCount: number;
  batchId: string | null;
  at: number;
}

/** A feed's row, locked. */
export interface FeedRow extends StoredCounts {
  recipient_key: string;
  channel_id: number;
  epoch: number;
  version: number;
  log_floor: number;
}

/** A feed's row after a change. */
export interface FeedUpdate {
  key: FeedKey;
  version: number;
  counts: StoredCounts;
}

/**
 * Writes to feeds in the order of the rule: first lock the feed rows, in key order, as a statement of its own; then change
 * the items; then the counts and versions, computed from what was read under the lock.
 */
export class FeedWriter {
  /** Stores messages of one lane; those delivered in app take the next places of their feeds. */
  async insert(tx: Tx, messages: readonly NewMessage[]): Promise<FeedHint[]> {
    const shown = messages.filter((message) => message.deliveryStatus === "DELIVERED");
    const feeds = await this.lock(tx, shown);
    const places = new Map<NewMessage, number>();
    const updates = new Map<string, FeedUpdate>();
    for (const message of shown) {
      const name = feedName(message);
      const row = feeds.get(name);
      if (!row) throw new Error("A feed row vanished under its lock.");
      const last = updates.get(name) ?? { key: keyOf(message), version: row.version, counts: row };
      const by: Counts = [1, 1, 1];
      const counts = addCounts(last.counts, [{ tenantId: message.tenantId, by }]);
      updates.set(name, { ...last, version: last.version + 1, counts });
      places.set(message, last.version + 1);
    }
    await this.#insertMessages(tx, messages, places);
    await this.update(tx, [...updates.values()]);
    return [...updates.values()].map(({ key, version }) => ({ ...key, version }));
  }

  /** Locks feed rows in key order, making those that do not exist. */
  async lock(tx: Tx, wanted: readonly FeedKey[]): Promise<Map<string, FeedRow>> {
    const byName = new Map(wanted.map((key) => [feedName(key), key]));
    const first = wanted[0];
    if (!first) return new Map();
    const rows = new Map<string, FeedRow>();
    const take = (found: readonly FeedRow[]): void => {
      for (const row of found) {
        const key = { environmentId: first.environmentId, recipientKey: row.recipient_key, channelId: row.channel_id };
        rows.set(feedName(key), row);
      }
    };
    take(await this.lockExisting(tx, [...byName.values()]));
    const missing = [...byName].filter(([name]) => !rows.has(name)).map(([, key]) => key);
    if (missing.length > 0) {
      // On conflict the row is locked and read too: somebody made it between the two statements.
      take(
        await tx.query<FeedRow>(
          `insert into feeds (environment_id, lane, recipient_key, channel_id)
           select $1, r.lane, r.key, r.channel from unnest($2::smallint[], $3::text[], $4::int[]) as r(lane, key, channel)
           order by r.lane, r.key, r.channel
           on conflict (environment_id, lane, recipient_key, channel_id) do update set version = feeds.version
           returning recipient_key, channel_id, epoch, version, log_floor, total, unread, unseen, tenants`,
          columns(missing),
        ),
      );
    }
    return rows;
  }

  /** Locks feed rows in key order, those that there are. */
  async lockExisting(tx: Tx, keys: readonly FeedKey[]): Promise<FeedRow[]> {
    if (keys.length === 0) return [];
    return tx.query<FeedRow>(
      `select f.recipient_key, f.channel_id, f.epoch, f.version, f.log_floor, f.total, f.unread, f.unseen, f.tenants
       from feeds f where f.environment_id = $1
       and (f.lane, f.recipient_key, f.channel_id) in (select * from unnest($2::smallint[], $3::text[], $4::int[]))
       order by f.lane, f.recipient_key, f.channel_id for update`,
      columns(keys),
    );
  }

  async update(tx: Tx, updates: readonly FeedUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    await tx.query(
      `update feeds f set version = r.version, total = r.total, unread = r.unread, unseen = r.unseen, tenants = r.tenants
       from unnest($2::smallint[], $3::text[], $4::int[], $5::bigint[], $6::int[], $7::int[], $8::int[], $9::jsonb[])
         as r(lane, key, channel, version, total, unread, unseen, tenants)
       where f.environment_id = $1 and f.lane = r.lane and f.recipient_key = r.key and f.channel_id = r.channel`,
      [
        ...columns(updates.map((update) => update.key)),
        updates.map((update) => update.version),
        updates.map((update) => update.counts.total),
        updates.map((update) => update.counts.unread),
        updates.map((update) => update.counts.unseen),
        updates.map((update) => JSON.stringify(update.counts.tenants)),
      ],
    );
  }

  async #insertMessages(
    tx: Tx,
    messages: readonly NewMessage[],
    places: ReadonlyMap<NewMessage, number>,
  ): Promise<void> {
    const first = messages[0];
    if (!first) return;
    const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
    const position = messages.map((message) => places.get(message) ?? 0);
    await tx.query(
      `insert into messages (environment_id, lane, run_id, ordinal, recipient_key, channel_id, trigger_id, version_id, workflow_id,
         step_ref, tenant_id, delivery_status, position, version, content_id, blocks, data, actor_keys, actor_count, activity_count,
         batch_id, created_at, updated_at)
       select $1, $2, r.run_id, r.ordinal, r.key, r.channel, r.trigger_id, r.version_id, r.workflow_id, r.step_ref, r.tenant_id,
         r.status::delivery_status, r.position, r.position, r.content_id, r.blocks, r.data,
         case when r.actors is not null then array(select jsonb_array_elements_text(r.actors)) end, r.actor_count, r.activity_count,
         r.batch_id, $3, $3
       from unnest($4::uuid[], $5::smallint[], $6::text[], $7::int[], $8::uuid[], $9::int[], $10::int[], $11::text[], $12::text[],
         $13::text[], $14::bigint[], $15::uuid[], $16::jsonb[], $17::jsonb[], $18::jsonb[], $19::int[], $20::int[], $21::uuid[])
         as r(run_id, ordinal, key, channel, trigger_id, version_id, workflow_id, step_ref, tenant_id, status, position, content_id,
         blocks, data, actors, actor_count, activity_count, batch_id)`,
      [
        first.environmentId,
        first.lane,
        new Date(first.at),
        messages.map((message) => message.runId),
        messages.map((message) => message.ordinal),
        messages.map((message) => message.recipientKey),
        messages.map((message) => message.channelId),
        messages.map((message) => message.triggerId),
        messages.map((message) => message.versionId),
        messages.map((message) => message.workflowId),
        messages.map((message) => message.stepRef),
        messages.map((message) => message.tenantId),
        messages.map((message) => message.deliveryStatus),
        position,
        messages.map((message) => message.contentId),
        messages.map((message) => json(message.blocks)),
        messages.map((message) => json(message.data)),
        messages.map((message) => json(message.actorKeys)),
        messages.map((message) => message.actorCount),
        messages.map((message) => message.activityCount),
        messages.map((message) => message.batchId),
      ],
    );
  }
}

function keyOf({ environmentId, recipientKey, channelId }: FeedKey): FeedKey {
  return { environmentId, recipientKey, channelId };
}

/** Of feeds of one environment: the environment, then a list per key column. */
function columns(keys: readonly FeedKey[]): unknown[] {
  return [
    keys[0]?.environmentId ?? 0,
    keys.map(laneOfFeed),
    keys.map((key) => key.recipientKey),
    keys.map((key) => key.channelId),
  ];
}
