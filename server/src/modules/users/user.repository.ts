import { pageByAge, type AgeKey, type Page } from "../../platform/paging/index.js";
import { laneOf } from "../identifiers/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";
import { userConditions, type UserFilter } from "./finding/user-conditions.js";

export interface UserRow {
  lane: number;
  recipient_key: string;
  id: string;
  user_id: string;
  name: string | null;
  avatar: string | null;
  email: string | null;
  phone_number: string | null;
  timezone: string | null;
  locale: string | null;
  properties: JsonObject;
  created_at: Date;
  updated_at: Date;
}

const COLUMNS =
  "lane, recipient_key, id, user_id, name, avatar, email, phone_number, timezone, locale, properties, created_at, updated_at";

export class UserRepository {
  async byKeys(q: Queryable, environmentId: number, recipientKeys: readonly string[]): Promise<Map<string, UserRow>> {
    if (recipientKeys.length === 0) return new Map();
    const lanes = recipientKeys.map((key) => laneOf(environmentId, key));
    const rows = await q.query<UserRow>(
      `select ${COLUMNS} from users where environment_id = $1
       and (lane, recipient_key) in (select * from unnest($2::smallint[], $3::text[]))`,
      [environmentId, lanes, recipientKeys],
    );
    return new Map(rows.map((row) => [row.recipient_key, row]));
  }

  /** The users who have this number, however they write it. */
  byPhoneNumber(q: Queryable, environmentId: number, digits: string, limit: number): Promise<UserRow[]> {
    return q.query<UserRow>(
      `select ${COLUMNS} from users
       where environment_id = $1 and phone_number is not null and regexp_replace(phone_number, '[^0-9+]', '', 'g') = $2
       order by created_at limit $3`,
      [environmentId, digits, limit],
    );
  }

  byUuids(q: Queryable, environmentId: number, ids: readonly { lane: number; uuid: string }[]): Promise<UserRow[]> {
    return q.query<UserRow>(
      `select ${COLUMNS} from users where environment_id = $1
       and (lane, id) in (select * from unnest($2::smallint[], $3::uuid[]))`,
      [environmentId, ids.map((id) => id.lane), ids.map((id) => id.uuid)],
    );
  }

  page(q: Queryable, environmentId: number, filter: UserFilter, page: Page<AgeKey>): Promise<UserRow[]> {
    const { and, values } = userConditions(filter);
    const select = `select ${COLUMNS} from users where environment_id = $1${and}`;
    return pageByAge<UserRow>(q, { select, values: [environmentId, ...values] }, page);
  }

  async delete(q: Queryable, environmentId: number, recipientKey: string): Promise<boolean> {
    const rows = await q.query(
      "delete from users where environment_id = $1 and lane = $2 and recipient_key = $3 returning 1",
      [environmentId, laneOf(environmentId, recipientKey), recipientKey],
    );
    return rows.length > 0;
  }
}
