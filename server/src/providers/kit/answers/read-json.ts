import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";

/** The body as JSON; null if it is not JSON. */
export function parseJson(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return null;
  }
}

/** The body as a JSON object; null if it is something else. */
export function parseObject(body: string): JsonObject | null {
  const value = parseJson(body);
  return isJsonObject(value) ? value : null;
}

/** The value at a path of keys and indexes; undefined if there is none. Inherited members are ignored. */
export function at(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let current = value;
  for (const key of path) {
    if (typeof key === "number") current = Array.isArray(current) ? current[key] : undefined;
    else current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
  }
  return current;
}

/** The table's entry for a vendor's word; undefined if there is none. Inherited members are ignored. */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, word: string | null): Value | undefined {
  return word !== null && Object.hasOwn(table, word) ? table[word] : undefined;
}

/** A text, or a number as text; null for anything else and for the empty text. */
export function textAt(value: Json | undefined, ...path: (string | number)[]): string | null {
  const found = at(value, ...path);
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found !== "" ? found : null;
}

/** The items of a list; an empty list for anything else. */
export function itemsAt(value: Json | undefined, ...path: (string | number)[]): Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A time in milliseconds since 1970, from an ISO text or from seconds; null for anything else. */
export function timeAt(value: Json | undefined, ...path: (string | number)[]): number | null {
  const found = at(value, ...path);
  if (typeof found === "number") return Math.round(found * 1000);
  const ms = typeof found === "string" ? Date.parse(found) : NaN;
  return Number.isNaN(ms) ? null : ms;
}
