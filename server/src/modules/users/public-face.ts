import type { JsonObject } from "../../platform/json.js";
import type { UserRow } from "./user.repository.js";

/** A user as far as a caller may see it. */
export type VisibleUser = Omit<UserRow, "properties"> & { properties: JsonObject | null };

/**
 * What a caller sees of a user. `actingUserId` is the user that the caller speaks for, null for the environment's own
 * backend, which sees all. Of others a user sees the public face: id, userId, name and avatar. The dates cannot be null,
 * so that they stand at 1970: when somebody was last changed is nobody else's business.
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
