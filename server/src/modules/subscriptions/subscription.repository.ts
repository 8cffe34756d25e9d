import { keysetSql, type Page } from "../../platform/paging/index.js";
import { isObjectKey, laneOf } from "../identifiers/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";

export interface SubscriptionWrite {
  objectKey: string;
  subscriberKeys: readonly string[];
  /** If left out, an existing subscription keeps its properties; null unsets them. */
  properties: JsonObject | null | undefined;
  at: Date;
}

export interface SubscriberRow {
  lane: number;
  object_key: string;
  subscriber_key: string;
  properties: JsonObject | null;
}

export interface SubscriptionRow {
  object_key: string;
  subscriber_key: string;
  properties: JsonObject | null;
  created_at: Date;
  updated_at: Date;
}

/** The key of the other end: a list is of one object or of one subscriber. */
export type OtherKey = readonly [recipientKey: string];

const SELECT = "select object_key, subscriber_key, properties, created_at, updated_at from subscriptions";

export class SubscriptionRepository {
  /** A page of an object's subscriptions by subscriber, one more than asked for when there is more. */
  ofObject(q: Queryable, environmentId: number, objectKey: string, page: Page<OtherKey>): Promise<SubscriptionRow[]> {
    const keyset = keysetSql(page, { columns: ["subscriber_key"], direction: "asc" }, 3);
    return q.query<SubscriptionRow>(
      `${SELECT} where environment_id = $1 and object_key = $2${keyset.and} ${keyset.orderAndLimit}`,
      [environmentId, objectKey, ...keyset.values],
    );
  }

  /** A page of a recipient's subscriptions by object, one more than asked for when there is more. */
  ofSubscriber(q: Queryable, environmentId: number, key: string, page: Page<OtherKey>): Promise<SubscriptionRow[]> {
    const keyset = keysetSql(page, { columns: ["object_key"], direction: "asc" }, 4);
    return q.query<SubscriptionRow>(
      `${SELECT} where environment_id = $1 and lane = $2 and subscriber_key = $3${keyset.and} ${keyset.orderAndLimit}`,
      [environmentId, laneOf(environmentId, key), key, ...keyset.values],
    );
  }

  byNames(
    q: Queryable,
    environmentId: number,
    names: readonly { objectKey: string; subscriberKey: string }[],
  ): Promise<SubscriptionRow[]> {
    return q.query<SubscriptionRow>(
      `${SELECT} where environment_id = $1
       and (lane, object_key, subscriber_key) in (select * from unnest($2::smallint[], $3::text[], $4::text[]))`,
      [
        environmentId,
        names.map((name) => laneOf(environmentId, name.subscriberKey)),
        names.map((name) => name.objectKey),
        names.map((name) => name.subscriberKey),
      ],
    );
  }

  /** In key order, so that concurrent writers do not deadlock. Returns the number of new and changed rows. */
  async upsert(q: Queryable, environmentId: number, write: SubscriptionWrite): Promise<number> {
    const keys = [...new Set(write.subscriberKeys)];
    const rows = await q.query(
      `insert into subscriptions (environment_id, lane, object_key, subscriber_key, is_object, properties, created_at, updated_at)
       select $1, s.lane, $2, s.key, s.is_object, $6::jsonb, $7, $7
       from unnest($3::smallint[], $4::text[], $5::boolean[]) as s(lane, key, is_object)
       order by s.lane, s.key collate "C"
       on conflict (environment_id, lane, object_key, subscriber_key) do update
         set properties = excluded.properties, updated_at = excluded.updated_at
         where $8 and subscriptions.properties is distinct from excluded.properties
       returning 1`,
      [
        environmentId,
        write.objectKey,
        keys.map((key) => laneOf(environmentId, key)),
        keys,
        keys.map(isObjectKey),
        write.properties ? JSON.stringify(write.properties) : null,
        write.at,
        write.properties !== undefined,
      ],
    );
    return rows.length;
  }

  /** Locks the rows in key order first, as subscribing does. */
  async remove(
    q: Queryable,
    environmentId: number,
    objectKey: string,
    subscriberKeys: readonly string[],
  ): Promise<number> {
    const rows = await q.query(
      `with k as (
         select lane, subscriber_key from subscriptions
         where environment_id = $1 and object_key = $2
         and (lane, subscriber_key) in (select * from unnest($3::smallint[], $4::text[]))
         order by lane, subscriber_key collate "C" for update
       )
       delete from subscriptions s using k
       where s.environment_id = $1 and s.object_key = $2 and s.lane = k.lane and s.subscriber_key = k.subscriber_key
       returning 1`,
      [environmentId, objectKey, subscriberKeys.map((key) => laneOf(environmentId, key)), subscriberKeys],
    );
    return rows.length;
  }

  /** Objects that are subscribed to one of these. */
  async objectsBelow(q: Queryable, environmentId: number, objectKeys: readonly string[]): Promise<string[]> {
    const rows = await q.query<{ subscriber_key: string }>(
      `select distinct subscriber_key from subscriptions
       where environment_id = $1 and object_key = any($2::text[]) and is_object order by subscriber_key`,
      [environmentId, objectKeys],
    );
    return rows.map((row) => row.subscriber_key);
  }

  /** Subscribers of any of these objects, in the order in which a fan-out reaches them, lane by lane. */
  subscribers(
    q: Queryable,
    environmentId: number,
    objectKeys: readonly string[],
    limit: number,
  ): Promise<SubscriberRow[]> {
    return q.query<SubscriberRow>(
      `select lane, object_key, subscriber_key, properties from subscriptions
       where environment_id = $1 and object_key = any($2::text[])
       order by lane, object_key, subscriber_key limit $3`,
      [environmentId, objectKeys, limit],
    );
  }

  async isSubscribed(q: Queryable, environmentId: number, objectKey: string, subscriberKey: string): Promise<boolean> {
    const rows = await q.query(
      "select 1 from subscriptions where environment_id = $1 and lane = $2 and object_key = $3 and subscriber_key = $4",
      [environmentId, laneOf(environmentId, subscriberKey), objectKey, subscriberKey],
    );
    return rows.length > 0;
  }
}
