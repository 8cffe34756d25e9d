import { checkId, checkSize, checkText, PROPERTIES_MAX_BYTES, type InputIssue } from "../../platform/errors/index.js";
import { checkAvatar } from "../../platform/safe-url.js";
import type { JsonObject } from "../../platform/json.js";

/** Names an object. */
export interface ObjectRef {
  collection: string;
  objectId: string;
}

/** An object to create or update: what is left out stays, null unsets. */
export interface ObjectPatch extends ObjectRef {
  name?: string | null;
  avatar?: string | null;
  properties?: JsonObject | null;
}

/** What is wrong with the name of an object. A collection holds no `/`, on which recipient keys rely. */
export function checkObjectRef(input: ObjectRef, path: string[]): InputIssue[] {
  return [
    ...checkId(input.collection, [...path, "collection"], {
      refuses: /[^A-Za-z0-9_$.:-]/,
      refusedWords: "A collection is letters, digits, `_`, `-`, `.`, `:` and `$`, such as `projects`.",
    }),
    ...checkId(input.objectId, [...path, "objectId"]),
  ];
}

/** What is wrong with an object to store. */
export function checkObject(input: ObjectPatch, path: string[]): InputIssue[] {
  return [
    ...checkObjectRef(input, path),
    ...checkText(input.name, [...path, "name"]),
    ...checkAvatar(input.avatar, [...path, "avatar"]),
    ...checkSize(input.properties, [...path, "properties"], PROPERTIES_MAX_BYTES),
  ];
}
