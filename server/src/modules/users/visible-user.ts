import type { JsonObject } from "../../platform/json.js";
import type { UserRow } from "./user.repository.js";

/** A user as far as a caller may see it. */
export type VisibleUser = Omit<UserRow, "properties"> & { properties: JsonObject | null };

/**
 * The part of a user that a caller may see. `actingUserId` is the user that the caller acts for, null for the environment's
 * backend, which sees everything. Of other users, a user sees the public fields: id, userId, name and avatar. The dates
 * cannot be null, so they are 1970: other users must not learn when somebody was last changed.
 */
export function visibleUser(row: UserRow, actingUserId: string | null): VisibleUser {
  if (actingUserId === null || actingUserId === row.user_id) return row;
  return {
    ...row,
    email: null,
    phone_number: null,
    timezone: null,
    locale: null,
    properties: null,
    created_at: new Date(0),
    updated_at: new Date(0),
  };
}
