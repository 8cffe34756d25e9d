import type { InputIssue } from "../../platform/errors/index.js";
import { objectKey, parseRecipientKey, userKey } from "../identifiers/index.js";
import { checkUser, checkUserId, type UserPatch } from "../users/index.js";
import { checkObject, checkObjectRef, type ObjectPatch, type ObjectRef } from "./check-object.js";

export interface RecipientRefFields {
  userId?: string | null;
  object?: ObjectRef | null;
}

export interface RecipientFields {
  userId?: string | null;
  user?: UserPatch | null;
  object?: ObjectPatch | null;
}

/** A recipient that a call named, with the data to store first. */
export interface NamedRecipient {
  recipientKey: string;
  user: UserPatch | null;
  object: ObjectPatch | null;
  /** Its place in the input. */
  path?: string[];
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; issues: InputIssue[] };

/** The executor checks one-of inputs; a compiled one may not, so the border checks again. */
function checkOneOf(fields: object, path: string[]): InputIssue[] {
  const given = Object.values(fields).filter((value) => value != null);
  if (given.length === 1) return [];
  const wanted = Object.keys(fields).map((name) => `\`${name}\``);
  return [{ path, code: "one_of", message: `Give exactly one of ${wanted.join(", ")}; ${given.length} are given.` }];
}

function result<T>(issues: InputIssue[], value: T): Parsed<T> {
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value };
}

/** The recipient as a call names it: the reverse of `parseRecipientRef`. */
export function refOfKey(recipientKey: string): RecipientRefFields {
  const ref = parseRecipientKey(recipientKey);
  return ref.kind === "user"
    ? { userId: ref.userId }
    : { object: { collection: ref.collection, objectId: ref.objectId } };
}

/** The key of a recipient that is only named. */
export function parseRecipientRef(input: RecipientRefFields, path: string[]): Parsed<string> {
  const { userId, object } = input;
  const issues = checkOneOf({ userId, object }, path);
  if (issues.length > 0) return { ok: false, issues };
  if (object) return result(checkObjectRef(object, [...path, "object"]), objectKey(object.collection, object.objectId));
  return result(checkUserId(userId ?? "", [...path, "userId"]), userKey(userId ?? ""));
}

/** The key of a recipient with the data to store: an inline user, or an object's fields beyond its name. */
export function parseRecipient(input: RecipientFields, path: string[]): Parsed<NamedRecipient> {
  const { userId, user, object } = input;
  const issues = checkOneOf({ userId, user, object }, path);
  if (issues.length > 0) return { ok: false, issues };
  if (user) {
    const at = [...path, "user"];
    return result(checkUser(user, at), { recipientKey: userKey(user.userId), user, object: null, path: at });
  }
  if (object) {
    const at = [...path, "object"];
    const recipientKey = objectKey(object.collection, object.objectId);
    const isPatch = object.name !== undefined || object.avatar !== undefined || object.properties !== undefined;
    return result(checkObject(object, at), { recipientKey, user: null, object: isPatch ? object : null, path: at });
  }
  const recipientKey = userKey(userId ?? "");
  return result(checkUserId(userId ?? "", [...path, "userId"]), { recipientKey, user: null, object: null, path });
}
