import { laneId, namedId, userKey } from "../identifiers/index.js";
import { shownAvatar } from "../../platform/safe-url.js";
import { actingUserId, type Scope } from "../requests/index.js";
import { visibleUser } from "./visible-user.js";
import type { UserRow } from "./user.repository.js";
import { User } from "./user.schema.js";

const NEVER = new Date(0);

/**
 * A user with only an id: one that was never identified, or whose data the caller may not see. Both look the same, so
 * that callers cannot learn which users exist.
 */
export function toBareUser({ environmentId }: Scope, userId: string): User {
  return Object.assign(new User(), {
    id: namedId("user", environmentId, [userId]),
    recipientKey: userKey(userId),
    userId,
    name: null,
    avatar: null,
    email: null,
    phoneNumber: null,
    timezone: null,
    locale: null,
    properties: null,
    createdAt: NEVER,
    updatedAt: NEVER,
  });
}

/** A user as this caller may see it: to a user token, others show their public face only. */
export function toUser(scope: Scope, stored: UserRow): User {
  const row = visibleUser(stored, actingUserId(scope));
  return Object.assign(new User(), {
    id: laneId("user", row.lane, row.id),
    recipientKey: row.recipient_key,
    userId: row.user_id,
    name: row.name,
    avatar: shownAvatar(row.avatar),
    email: row.email,
    phoneNumber: row.phone_number,
    timezone: row.timezone,
    locale: row.locale,
    properties: row.properties,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  });
}
