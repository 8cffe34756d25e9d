import { pageByAge, type AgeKey, type Page } from "../../platform/paging/index.js";
import { laneOf } from "../identifiers/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";

export interface ObjectRow {
  lane: number;
  recipient_key: string;
  id: string;
  collection: string;
  object_id: string;
  name: string | null;
  avatar: string | null;
  properties: JsonObject;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS = "lane, recipient_key, id, collection, object_id, name, avatar, properties, created_at, updated_at";

export class ObjectRepository {
  async byKeys(q: Queryable, environmentId: number, recipientKeys: readonly string[]): Promise<Map<string, ObjectRow>> {
    if (recipientKeys.length === 0) return new Map();
    const lanes = recipientKeys.map((key) => laneOf(environmentId, key));
    const rows = await q.query<ObjectRow>(
      `select ${COLUMNS} from objects where environment_id = $1
       and (lane, recipient_key) in (select * from unnest($2::smallint[], $3::text[]))`,
      [environmentId, lanes, recipientKeys],
    );
    return new Map(rows.map((row) => [row.recipient_key, row]));
  }

  byUuids(q: Queryable, environmentId: number, ids: readonly { lane: number; uuid: string }[]): Promise<ObjectRow[]> {
    return q.query<ObjectRow>(
      `select ${COLUMNS} from objects where environment_id = $1
       and (lane, id) in (select * from unnest($2::smallint[], $3::uuid[]))`,
      [environmentId, ids.map((id) => id.lane), ids.map((id) => id.uuid)],
    );
  }

  page(q: Queryable, environmentId: number, collection: string | null, page: Page<AgeKey>): Promise<ObjectRow[]> {
    const select = `select ${COLUMNS} from objects where environment_id = $1`;
    if (collection === null) return pageByAge<ObjectRow>(q, { select, values: [environmentId] }, page);

    const values = [environmentId, collection];
    return pageByAge<ObjectRow>(q, { select: `${select} and collection = $2`, values }, page);
  }

  async delete(q: Queryable, environmentId: number, recipientKey: string): Promise<boolean> {
    const rows = await q.query(
      "delete from objects where environment_id = $1 and lane = $2 and recipient_key = $3 returning 1",
      [environmentId, laneOf(environmentId, recipientKey), recipientKey],
    );
    return rows.length > 0;
  }

  /** Ends all subscriptions to an object. Locks them in key order first, as subscribing does. */
  async deleteSubscribers(q: Queryable, environmentId: number, objectKey: string): Promise<void> {
    await q.query(
      `delete from subscriptions s using (
         select lane, subscriber_key from subscriptions where environment_id = $1 and object_key = $2
         order by lane, subscriber_key collate "C" for update
       ) k
       where s.environment_id = $1 and s.object_key = $2 and s.lane = k.lane and s.subscriber_key = k.subscriber_key`,
      [environmentId, objectKey],
    );
  }
}
