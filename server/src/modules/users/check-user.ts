import { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";

/** A user to create or update: what is left out stays, null unsets. */
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

const TEXTS = ["name", "avatar", "email", "phoneNumber", "timezone", "locale"] as const;
/** Room for signed URLs, which are long. */
const AVATAR_MAX_LENGTH = 4096;

/** What is wrong with a user's id; it stands in URLs of many customers, so that it holds no `/` and no `#`. */
export function checkUserId(userId: string, path: string[]): InputIssue[] {
  return checkId(userId, path, { refuses: /[/#]/, refusedWords: "A user id may not hold `/` or `#`." });
}

/** What is wrong with a user to store. A malformed address or time zone is stored, and judged where it is used. */
export function checkUser(input: UserPatch, path: string[]): InputIssue[] {
  return [
    ...checkUserId(input.userId, [...path, "userId"]),
    ...TEXTS.flatMap((field) => {
      return checkText(input[field], [...path, field], field === "avatar" ? AVATAR_MAX_LENGTH : undefined);
    }),
    ...checkSize(input.properties, [...path, "properties"], PROPERTIES_MAX_BYTES),
  ];
}
