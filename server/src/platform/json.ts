import type { InputIssue } from "./errors/index.js";

/** Any value that JSON can say. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. Keys of strangers may shadow `Object.prototype`: read with `Object.hasOwn`. */
export interface JsonObject {
  [key: string]: Json;
}

/** Maximum nesting of lists and objects. */
export const MAX_JSON_DEPTH = 100;

/** Enough to repair an input; a hostile one must not cost a list of a million complaints. */
const MAX_ISSUES = 100;

/** Key names are echoed in issues, so a key of a megabyte is cut. */
const MAX_ECHOED_KEY_LENGTH = 100;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
const LONE_SURROGATE = /\p{Cs}/u;
const LONE_SURROGATES = /\p{Cs}/gu;

/** Whether the value is a plain object. Its members are not checked (see `findForbiddenJson`). */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);

  // Does not compare with Object.prototype, because objects of another realm (Jest, vm) have a different one.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether the whole value is JSON that we accept: nothing for `findForbiddenJson` to find. */
export function isJson(value: unknown): value is Json {
  return findForbiddenJson(value).length === 0;
}

/** Whether two values say the same. */
export function isSameJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isSameJson(item, right[index] ?? null))
    );
  }
  if (Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSameJson(left[key] ?? null, right[key] ?? null))
  );
}

/**
 * One text per meaning: keys sorted by code unit, no white space. Otherwise as `JSON.stringify`: `undefined` members are
 * left out, `toJSON` is honoured. Expects a value of bounded depth.
 */
export function canonicalJson(value: unknown): string {
  return isInOrder(value) ? (JSON.stringify(value) ?? "null") : orderedJson(value);
}

/** Whether the keys of each object are in their order already, as they often are: then `JSON.stringify` is five times as fast. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = "";
  for (const [key, member] of Object.entries(value)) {
    if (key < last || !isInOrder(member)) return false;
    last = key;
  }
  return true;
}

function orderedJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if ("toJSON" in value && typeof value.toJSON === "function") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(orderedJson).join(",")}]`;

  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && typeof member !== "function")
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${orderedJson(member)}`);
  return `{${members.join(",")}}`;
}

/**
 * The patch laid over the base: objects merge key by key, `null` unsets a key, lists and scalars replace. Neither input is
 * changed; parts that stay are shared. Prototype keys in the patch are ignored.
 */
export function deepMerge(base: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...base };

  for (const [key, change] of Object.entries(patch)) {
    if (FORBIDDEN_KEYS.has(key) || change === undefined) continue;
    if (change === null) {
      delete merged[key];
    } else if (isJsonObject(change)) {
      const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
      merged[key] = deepMerge(isJsonObject(before) ? before : {}, change);
    } else {
      merged[key] = change;
    }
  }
  return merged;
}

/**
 * What keeps a value from being stored and echoed safely, in document order and at most 100 findings: NUL characters and
 * lone surrogates (Postgres refuses both), prototype keys, nesting beyond 100, and what JSON cannot say. Object members
 * that are `undefined` count as absent. Paths start at the value; the caller puts its own in front.
 */
export function findForbiddenJson(value: unknown): InputIssue[] {
  const issues: InputIssue[] = [];
  visit(value, [], issues);
  return issues;
}

function visit(value: unknown, path: string[], issues: InputIssue[]): void {
  if (issues.length >= MAX_ISSUES) return;

  if (typeof value === "string") {
    checkText(value, "This text", path, issues);
    return;
  }
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) issues.push(issueAt(path, "not_json", "This number is too large or not a number."));
    return;
  }

  const isList = Array.isArray(value);
  if (!isList && !isJsonObject(value)) {
    issues.push(
      issueAt(path, "not_json", "Only text, numbers, booleans, null, lists and plain objects can be stored."),
    );
    return;
  }
  // Checked before going down, which also bounds this recursion.
  if (path.length >= MAX_JSON_DEPTH) {
    issues.push(
      issueAt(path, "too_deep", `Lists and objects may lie at most ${MAX_JSON_DEPTH} deep within each other.`),
    );
    return;
  }

  if (isList) {
    for (let index = 0; index < value.length; index += 1) visitMember(value[index], String(index), path, issues);
  } else {
    for (const key of Object.keys(value)) visitKeyed(value[key], key, path, issues);
  }
}

function visitKeyed(value: unknown, key: string, path: string[], issues: InputIssue[]): void {
  if (issues.length >= MAX_ISSUES || value === undefined) return;

  const keyPath = [...path, echoedKey(key)];
  if (FORBIDDEN_KEYS.has(key)) {
    issues.push(issueAt(keyPath, "forbidden_key", `The key "${key}" is not allowed; choose another name.`));
    return;
  }
  checkText(key, "This key", keyPath, issues);
  visitMember(value, echoedKey(key), path, issues);
}

function visitMember(value: unknown, key: string, path: string[], issues: InputIssue[]): void {
  path.push(key);
  visit(value, path, issues);
  path.pop();
}

function checkText(text: string, subject: string, path: string[], issues: InputIssue[]): void {
  if (text.includes("\0")) {
    issues.push(issueAt(path, "null_character", `${subject} holds the character \\u0000, which cannot be stored.`));
  }
  if (LONE_SURROGATE.test(text)) {
    issues.push(issueAt(path, "lone_surrogate", `${subject} holds half of a character (a lone UTF-16 surrogate).`));
  }
}

function issueAt(path: string[], code: string, message: string): InputIssue {
  return { path: [...path], code, message };
}

function echoedKey(key: string): string {
  return key.slice(0, MAX_ECHOED_KEY_LENGTH).replaceAll("\0", "\uFFFD").replace(LONE_SURROGATES, "\uFFFD");
}
