import { plainArray, textArray, type Tx } from "../../platform/postgres/index.js";
import { insertNewMessages, newMessageValues, type NewMessage } from "../messages/index.js";
import { addCounts, type CountChange, type StoredCounts } from "./model/feed-counts.js";
import { feedName, laneOfFeed, type FeedHint, type FeedKey } from "./model/feed-key.js";

/** A feed's row, locked. */
export interface FeedRow extends StoredCounts {
  recipient_key: string;
  channel_id: number;
  epoch: number;
  version: number;
  log_floor: number;
}

/** The messages that arrive in one feed in one set, by their index in the set. */
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

/** Writes to feeds. A writer of several feeds locks their rows first, in key order, in a separate statement. */
export class FeedWriter {
  /**
   * Inserts messages of one environment, and gives those that are delivered the next places of their feeds. Returns the changed
   * feeds; null if no message is delivered, and then stores nothing.
   *
   * One statement locks feed rows in key order, creates missing ones, adds the arriving items to the version, and inserts the
   * messages. On conflict a feed's row is locked before it is read, so no other writer uses the positions that end at the returned
   * version.
   */
  arrive(tx: Tx, messages: readonly NewMessage[]): Promise<FeedHint[]> | null {
    const arrivals = new Map<string, Arrivals>();
    for (const [index, message] of messages.entries()) {
      if (message.deliveryStatus !== "DELIVERED") continue;
      const name = feedName(message);
      const known = arrivals.get(name);
      if (known) known.indexes.push(index);
      else arrivals.set(name, { key: message, indexes: [index] });
    }
    return arrivals.size === 0 ? null : this.#arrive(tx, messages, [...arrivals.values()]);
  }

  async #arrive(tx: Tx, messages: readonly NewMessage[], arrivals: readonly Arrivals[]): Promise<FeedHint[]> {
    const environmentId = messages[0]?.environmentId ?? 0;
    const isTenanted = messages.some(({ tenantId }) => tenantId !== null);
    // Of each message: the number of its feed, from 1, or 0; and how many items of the set follow it there.
    const feedOf = messages.map(() => 0);
    const later = messages.map(() => 0);
    for (const [feed, { indexes }] of arrivals.entries()) {
      for (const [turn, index] of indexes.entries()) {
        feedOf[index] = feed + 1;
        later[index] = indexes.length - 1 - turn;
      }
    }
    const rows = await tx.query<Pick<FeedRow, "recipient_key" | "channel_id" | "version">>(ARRIVE, [
      ...columns(arrivals.map(({ key }) => key)),
      plainArray(arrivals.map(({ indexes }) => indexes.length)),
      textArray(arrivals.map(({ indexes }) => (isTenanted ? arrivalsOfTenants(indexes, messages) : null))),
      plainArray(feedOf),
      plainArray(later),
      ...newMessageValues(messages),
    ]);
    return rows.map((row) => ({
      environmentId,
      recipientKey: row.recipient_key,
      channelId: row.channel_id,
      version: row.version,
    }));
  }

  /**
   * Locks existing feed rows in key order. Each is looked up by its key, in the given order: a join would be planned by the
   * table's size when the statement was prepared.
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

  /** Updates locked rows. Written as an insert that always conflicts, so that rows are found by key whatever the plan. */
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
}

/** SQL: adds the counts of the inserted row to those of the existing feed. */
export const ADD_ARRIVALS = `on conflict (environment_id, lane, recipient_key, channel_id) do update set
   version = feeds.version + excluded.version,
   total = feeds.total + excluded.total, unread = feeds.unread + excluded.unread, unseen = feeds.unseen + excluded.unseen,
   tenants = case when excluded.tenants = '{}' then feeds.tenants else feeds.tenants || (
     select jsonb_object_agg(t.key, (select jsonb_agg(coalesce((feeds.tenants -> t.key -> n::int - 1)::int, 0) + by::int order by n)
       from jsonb_array_elements(t.value) with ordinality as c(by, n))) from jsonb_each(excluded.tenants) t) end`;

/**
 * `$5`: the number of arrivals per feed; `$6`: their tenants, if any; `$7` and `$8`: the feed of each message, and how many follow
 * it there. Versions are found by subscripts, because a set of thousands may have no hash join (`findsByKey`): `versions` are in key
 * order, and `places` are the places of the feeds in that order.
 */
const ARRIVE = `with given as materialized (
   select r.*, row_number() over (order by r.lane, r.key, r.channel) as place
   from unnest($2::smallint[], $3::text[], $4::int[], $5::int[], $6::jsonb[]) with ordinality as r(lane, key, channel, count, tenants, n)
 ), arrived as (
   insert into feeds (environment_id, lane, recipient_key, channel_id, version, total, unread, unseen, tenants)
   select $1::int, r.lane, r.key, r.channel, r.count, r.count, r.count, r.count, coalesce(r.tenants, '{}') from given r order by r.place
   ${ADD_ARRIVALS}
   returning lane, recipient_key, channel_id, version
 ), found as materialized (
   select (select array_agg(version order by lane, recipient_key, channel_id) from arrived) as versions,
     (select array_agg(place order by n) from given) as places
 ), made as (
   ${insertNewMessages(9, "coalesce(f.versions[f.places[($7::int[])[r.n]]] - ($8::int[])[r.n], 0)", "cross join found f")}
 )
 select recipient_key, channel_id, version from arrived`;

const NO_COUNTS: StoredCounts = { total: 0, unread: 0, unseen: 0, tenants: {} };

export function arrivalsOfTenants(indexes: readonly number[], messages: readonly NewMessage[]): string | null {
  const arrived = indexes.map((index): CountChange => ({ tenantId: messages[index]?.tenantId ?? null, by: [1, 1, 1] }));
  return tenantsOf(addCounts(NO_COUNTS, arrived));
}

/** Null if no tenant has any, the usual case. */
function tenantsOf({ tenants }: StoredCounts): string | null {
  for (const _ in tenants) return JSON.stringify(tenants);
  return null;
}

/** The columns of feeds of one environment: the environment, then a list per key column. */
function columns(keys: readonly FeedKey[]): unknown[] {
  return [
    keys[0]?.environmentId ?? 0,
    plainArray(keys.map(laneOfFeed)),
    textArray(keys.map((key) => key.recipientKey)),
    plainArray(keys.map((key) => key.channelId)),
  ];
}
