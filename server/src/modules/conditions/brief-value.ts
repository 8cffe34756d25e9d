import type { Json, JsonObject } from "../../platform/json.js";
import type { Found } from "./values.js";

const MAX_TEXT_LENGTH = 200;
const MAX_MEMBERS = 10;

/**
 * A value shortened for a trace: every run stores its trace, and a variable may be the whole data of a trigger. Long texts
 * and lists are cut, values deeper than one level become `[…]` or `{…}`, missing values null.
 */
export function briefValue(value: Found): Json {
  if (typeof value !== "object" || value === null) return briefScalar(value);

  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_MEMBERS).map(briefMember);
    return value.length > MAX_MEMBERS ? [...items, "…"] : items;
  }
  const known = briefObjects.get(value) ?? briefObject(value);
  briefObjects.set(value, known);
  return known;
}

/** A condition may ask a hundred times about an object of 100,000 members, which cannot be listed in part. */
const briefObjects = new WeakMap<JsonObject, Json>();

function briefObject(value: JsonObject): Json {
  const names = Object.keys(value);
  const members = names
    .slice(0, MAX_MEMBERS)
    .map((name) => [briefText(name), briefMember(value[name] ?? null)] as const);
  return Object.fromEntries(names.length > MAX_MEMBERS ? [...members, ["…", "…"] as const] : members);
}

function briefMember(value: Json): Json {
  if (typeof value !== "object" || value === null) return briefScalar(value);
  return Array.isArray(value) ? "[…]" : "{…}";
}

function briefScalar(value: string | number | boolean | null | undefined): Json {
  return typeof value === "string" ? briefText(value) : (value ?? null);
}

function briefText(text: string): string {
  if (text.length <= MAX_TEXT_LENGTH) return text;
  // Never half of a surrogate pair: Postgres refuses to store it.
  const cut = text.slice(0, MAX_TEXT_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
}
