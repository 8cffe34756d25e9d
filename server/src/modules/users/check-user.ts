import { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import { checkAvatar } from "../../platform/safe-url.js";
import type { JsonObject } from "../../platform/json.js";

/** A user to create or update: fields that are left out keep their values, null unsets. */
export interface UserPatch {
  userId: string;
  name?: string | null;
  avatar?: string | null;
  email?: string | null;
  phoneNumber?: string | null;
  timezone?: string | null;
  locale?: string | null;
  properties?: JsonObject | null;
}

const TEXTS = ["email", "phoneNumber", "timezone", "locale"] as const;

/** Checks a user's id. Customers put ids into URLs, so `/` and `#` are refused. */
export function checkUserId(userId: string, path: string[]): InputIssue[] {
  return checkId(userId, path, { refuses: /[/#]/, refusedWords: "A user id may not hold `/` or `#`." });
}

/** Checks a user before it is stored. A malformed address or time zone is stored, and reported where it is used. */
export function checkUser(input: UserPatch, path: string[]): InputIssue[] {
  return [
    ...checkUserId(input.userId, [...path, "userId"]),
    ...checkText(input.name, [...path, "name"]),
    ...checkAvatar(input.avatar, [...path, "avatar"]),
    ...TEXTS.flatMap((field) => checkText(input[field], [...path, field])),
    ...checkSize(input.properties, [...path, "properties"], PROPERTIES_MAX_BYTES),
  ];
}
