import { laneId } from "../../platform/ids/index.js";
import { actingUserId, type Scope } from "../accounts/index.js";
import { visibleUser } from "./public-face.js";
import type { UserRow } from "./user.repository.js";
import { User } from "./user.schema.js";

/** A user as this caller may see it: to a user token, others show their public face only. */
export function toUser(scope: Scope, stored: UserRow): User {
  const row = visibleUser(stored, actingUserId(scope));
  return Object.assign(new User(), {
    id: laneId("user", row.lane, row.id),
    recipientKey: row.recipient_key,
    userId: row.user_id,
    name: row.name,
    avatar: row.avatar,
    email: row.email,
    phoneNumber: row.phone_number,
    timezone: row.timezone,
    locale: row.locale,
    properties: row.properties,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
