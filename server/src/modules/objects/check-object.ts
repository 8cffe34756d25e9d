import { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import { checkAvatar } from "../../platform/safe-url.js";
import type { JsonObject } from "../../platform/json.js";

/** Names an object. */
export interface ObjectRef {
  collection: string;
  objectId: string;
}

/** An object to create or update: fields that are left out keep their values, null unsets. */
export interface ObjectPatch extends ObjectRef {
  name?: string | null;
  avatar?: string | null;
  properties?: JsonObject | null;
}

/** Checks the collection and id of an object. A collection contains no `/`, which recipient keys rely on. */
export function checkObjectRef(input: ObjectRef, path: string[]): InputIssue[] {
  return [
    ...checkId(input.collection, [...path, "collection"], {
      refuses: /[^A-Za-z0-9_$.:-]/,
      refusedWords: "A collection is letters, digits, `_`, `-`, `.`, `:` and `$`, such as `projects`.",
    }),
    ...checkId(input.objectId, [...path, "objectId"]),
  ];
}

/** Checks an object before it is stored. */
export function checkObject(input: ObjectPatch, path: string[]): InputIssue[] {
  return [
    ...checkObjectRef(input, path),
    ...checkText(input.name, [...path, "name"]),
    ...checkAvatar(input.avatar, [...path, "avatar"]),
    ...checkSize(input.properties, [...path, "properties"], PROPERTIES_MAX_BYTES),
  ];
}
