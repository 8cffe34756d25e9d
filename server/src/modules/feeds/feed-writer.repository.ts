import type { JsonObject } from "../../platform/json.js";
import { jsonList, plainArray, DistinctRows, textArray, type Tx } from "../../platform/postgres/index.js";
import type { FeedBlock } from "../templates/index.js";
import { addCounts, type CountChange, type StoredCounts } from "./model/feed-counts.js";
import { feedName, laneOfFeed, type FeedHint, type FeedKey } from "./model/feed-key.js";

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

/** What arrives at one feed in one set: which of its messages, by their places in the set. */
interface Arrivals {
  key: FeedKey;
  indexes: number[];
}

/** A feed's row after a change. */
export interface FeedUpdate {
  key: FeedKey;
  version: number;
  counts: StoredCounts;
}

/** Writes to feeds. Whoever changes several locks their rows first, in key order, as a statement of its own. */
export class FeedWriter {
  /** Stores messages of one environment, made at one moment; those delivered in app take the next places of their feeds. */
  async insert(tx: Tx, messages: readonly NewMessage[]): Promise<FeedHint[]> {
    const arrivals = new Map<string, Arrivals>();
    for (const [index, message] of messages.entries()) {
      if (message.deliveryStatus !== "DELIVERED") continue;
      const name = feedName(message);
      const known = arrivals.get(name);
      if (known) known.indexes.push(index);
      else arrivals.set(name, { key: message, indexes: [index] });
    }
    const places = messages.map(() => 0);
    const hints: FeedHint[] = [];
    const environmentId = messages[0]?.environmentId ?? 0;
    const rows = await this.#arrive(tx, messages, [...arrivals.values()]);
    for (const { recipient_key: recipientKey, channel_id: channelId, version } of rows) {
      const hint = { environmentId, recipientKey, channelId, version };
      const indexes = arrivals.get(feedName(hint))?.indexes ?? [];
      for (const [turn, index] of indexes.entries()) places[index] = version - indexes.length + 1 + turn;
      hints.push(hint);
    }
    await this.#insertMessages(tx, messages, places);
    return hints;
  }

  /**
   * Locks feed rows in key order, making those that do not exist, and moves each on by what arrives: on conflict the row is
   * locked before it is read, so the places that end at the version it answers belong to nobody else.
   */
  async #arrive(
    tx: Tx,
    messages: readonly NewMessage[],
    arrivals: readonly Arrivals[],
  ): Promise<Pick<FeedRow, "recipient_key" | "channel_id" | "version">[]> {
    if (arrivals.length === 0) return [];
    const isTenanted = messages.some(({ tenantId }) => tenantId !== null);
    return tx.query(ARRIVE, [
      ...columns(arrivals.map(({ key }) => key)),
      plainArray(arrivals.map(({ indexes }) => indexes.length)),
      textArray(arrivals.map(({ indexes }) => (isTenanted ? arrivalsOfTenants(indexes, messages) : null))),
    ]);
  }

  /**
   * Locks feed rows in key order, those that there are. Each is looked up by its key, in the order given: a join would be
   * planned by what the table's size was when the statement was prepared.
   */
  async lockExisting(tx: Tx, keys: readonly FeedKey[]): Promise<FeedRow[]> {
    if (keys.length === 0) return [];
    return tx.query<FeedRow>(
      `select f.* from (
         select distinct * from unnest($2::smallint[], $3::text[], $4::int[]) as k(lane, key, channel) order by lane, key, channel
       ) k cross join lateral (
         select recipient_key, channel_id, epoch, version, log_floor, total, unread, unseen, tenants from feeds
         where environment_id = $1 and lane = k.lane and recipient_key = k.key and channel_id = k.channel for update
       ) f`,
      columns(keys),
    );
  }

  /** Of locked rows. Written as an insert that always meets them: so they are found by key whatever the plan. */
  async update(tx: Tx, updates: readonly FeedUpdate[]): Promise<void> {
    if (updates.length === 0) return;
    await tx.query(
      `insert into feeds (environment_id, lane, recipient_key, channel_id, epoch, version, total, unread, unseen, tenants)
       select $1, r.lane, r.key, r.channel, 0, r.version, r.total, r.unread, r.unseen, coalesce(r.tenants, '{}')
       from unnest($2::smallint[], $3::text[], $4::int[], $5::bigint[], $6::int[], $7::int[], $8::int[], $9::jsonb[])
         as r(lane, key, channel, version, total, unread, unseen, tenants)
       on conflict (environment_id, lane, recipient_key, channel_id) do update set version = excluded.version,
         total = excluded.total, unread = excluded.unread, unseen = excluded.unseen, tenants = excluded.tenants`,
      [
        ...columns(updates.map((update) => update.key)),
        plainArray(updates.map((update) => update.version)),
        plainArray(updates.map((update) => update.counts.total)),
        plainArray(updates.map((update) => update.counts.unread)),
        plainArray(updates.map((update) => update.counts.unseen)),
        textArray(updates.map((update) => tenantsOf(update.counts))),
      ],
    );
  }

  async #insertMessages(tx: Tx, messages: readonly NewMessage[], places: readonly number[]): Promise<void> {
    const first = messages[0];
    if (!first) return;
    const kinds = new DistinctRows<NewMessage>(isSameKind, kindName);
    const kindOf = messages.map((message) => kinds.indexOf(message));
    await tx.query(INSERT_MESSAGES, [
      first.environmentId,
      new Date(first.at),
      plainArray(kinds.rows.map((kind) => kind.ordinal)),
      plainArray(kinds.rows.map((kind) => kind.channelId)),
      plainArray(kinds.rows.map((kind) => kind.triggerId)),
      plainArray(kinds.rows.map((kind) => kind.versionId)),
      plainArray(kinds.rows.map((kind) => kind.workflowId)),
      textArray(kinds.rows.map((kind) => kind.stepRef)),
      textArray(kinds.rows.map((kind) => kind.tenantId)),
      plainArray(kinds.rows.map((kind) => kind.deliveryStatus)),
      plainArray(kinds.rows.map((kind) => kind.contentId)),
      plainArray(kinds.rows.map((kind) => kind.actorCount)),
      plainArray(kinds.rows.map((kind) => kind.activityCount)),
      plainArray(messages.map((message) => message.lane)),
      plainArray(kindOf),
      plainArray(messages.map((message) => message.runId)),
      textArray(messages.map((message) => message.recipientKey)),
      plainArray(places),
      textArray(messages.map((message) => message.batchId)),
      jsonList(messages.map((message) => message.blocks)),
      jsonList(messages.map((message) => message.data)),
      jsonList(messages.map((message) => message.actorKeys)),
    ]);
  }
}

/** `$5`: how many arrive at each; `$6`: of which tenants, if of any. */
const ARRIVE = `insert into feeds (environment_id, lane, recipient_key, channel_id, version, total, unread, unseen, tenants)
 select $1, r.lane, r.key, r.channel, r.count, r.count, r.count, r.count, coalesce(r.tenants, '{}')
 from unnest($2::smallint[], $3::text[], $4::int[], $5::int[], $6::jsonb[]) as r(lane, key, channel, count, tenants)
 order by r.lane, r.key, r.channel
 on conflict (environment_id, lane, recipient_key, channel_id) do update set version = feeds.version + excluded.version,
   total = feeds.total + excluded.total, unread = feeds.unread + excluded.unread, unseen = feeds.unseen + excluded.unseen,
   tenants = case when excluded.tenants = '{}' then feeds.tenants else feeds.tenants || (
     select jsonb_object_agg(t.key, (select jsonb_agg(coalesce((feeds.tenants -> t.key -> n::int - 1)::int, 0) + by::int order by n)
       from jsonb_array_elements(t.value) with ordinality as c(by, n))) from jsonb_each(excluded.tenants) t) end
 returning recipient_key, channel_id, version`;

/** What messages share with others of their set is sent once, and each row names its kind. */
const INSERT_MESSAGES = `insert into messages (environment_id, lane, ordinal, channel_id, trigger_id, version_id, workflow_id, step_ref,
   tenant_id, delivery_status, content_id, actor_count, activity_count, run_id, recipient_key, position, version, blocks, data,
   actor_keys, batch_id, created_at, updated_at)
 select $1, r.lane, ($3::smallint[])[r.kind], ($4::int[])[r.kind], ($5::uuid[])[r.kind], ($6::int[])[r.kind], ($7::int[])[r.kind],
   ($8::text[])[r.kind], ($9::text[])[r.kind], ($10::delivery_status[])[r.kind], ($11::uuid[])[r.kind], ($12::int[])[r.kind],
   ($13::int[])[r.kind], r.run_id, r.key, r.position, r.position, nullif(r.blocks, 'null'), nullif(r.data, 'null'),
   case when r.actors <> 'null' then array(select jsonb_array_elements_text(r.actors)) end, r.batch_id, $2, $2
 from rows from (
   unnest($14::smallint[], $15::int[], $16::uuid[], $17::text[], $18::bigint[], $19::uuid[]),
   jsonb_array_elements($20::jsonb), jsonb_array_elements($21::jsonb), jsonb_array_elements($22::jsonb)
 ) as r(lane, kind, run_id, key, position, batch_id, blocks, data, actors)`;

function isSameKind(left: NewMessage, right: NewMessage): boolean {
  return (
    left.contentId === right.contentId &&
    left.ordinal === right.ordinal &&
    left.channelId === right.channelId &&
    left.versionId === right.versionId &&
    left.tenantId === right.tenantId &&
    left.deliveryStatus === right.deliveryStatus &&
    left.actorCount === right.actorCount &&
    left.activityCount === right.activityCount
  );
}

function kindName(message: NewMessage): string {
  const { ordinal, channelId, contentId, versionId, tenantId, deliveryStatus, actorCount, activityCount } = message;
  return `${ordinal}/${channelId}/${contentId}/${versionId}/${deliveryStatus}/${actorCount}/${activityCount}/${tenantId ?? ""}`;
}

const NO_COUNTS: StoredCounts = { total: 0, unread: 0, unseen: 0, tenants: {} };

function arrivalsOfTenants(indexes: readonly number[], messages: readonly NewMessage[]): string | null {
  const arrived = indexes.map((index): CountChange => ({ tenantId: messages[index]?.tenantId ?? null, by: [1, 1, 1] }));
  return tenantsOf(addCounts(NO_COUNTS, arrived));
}

/** Null when no tenant has any, as for most. */
function tenantsOf({ tenants }: StoredCounts): string | null {
  for (const _ in tenants) return JSON.stringify(tenants);
  return null;
}

/** Of feeds of one environment: the environment, then a list per key column. */
function columns(keys: readonly FeedKey[]): unknown[] {
  return [
    keys[0]?.environmentId ?? 0,
    plainArray(keys.map(laneOfFeed)),
    textArray(keys.map((key) => key.recipientKey)),
    plainArray(keys.map((key) => key.channelId)),
  ];
}
