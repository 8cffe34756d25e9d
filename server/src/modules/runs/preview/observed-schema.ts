import type { Json, JsonObject } from "../../../platform/json.js";

/** What was seen at one place of the samples. */
interface Observed {
  count: number;
  types: Set<string>;
  properties: Map<string, Observed>;
  items: Observed | null;
}

const DEPTH_MAX = 6;
/** Different fields of one object; an object with more is used as a map, and its further keys are of no use. */
const PROPERTIES_MAX = 100;
/** Items of a list that are looked at. */
const ITEMS_MAX = 20;

/**
 * A JSON Schema of what samples have in common: types, never values. Each field has `x-seen`, the share of samples that have
 * it, above 0 and at most 1; of the items of a list, the share of items. The whole has `x-samples`, their number.
 */
export function observedSchema(samples: readonly Json[]): JsonObject {
  const root = blank();
  for (const sample of samples) observe(root, sample, 0);
  return { ...schemaOf(root), "x-samples": samples.length };
}

/** The declared schema with what was seen in it; what is declared wins. */
export function withObserved(declared: JsonObject, seen: JsonObject): JsonObject {
  const merged: JsonObject = { ...seen, ...declared };
  const [own, other] = [objectIn(declared.properties), objectIn(seen.properties)];
  if (own || other) merged.properties = mergedProperties(own ?? {}, other ?? {});
  const [items, seenItems] = [objectIn(declared.items), objectIn(seen.items)];
  if (items && seenItems) merged.items = withObserved(items, seenItems);
  return merged;
}

function mergedProperties(declared: JsonObject, seen: JsonObject): JsonObject {
  const own = Object.entries(declared).map(([name, schema]): [string, Json] => {
    const [said, other] = [objectIn(schema), objectIn(Object.hasOwn(seen, name) ? seen[name] : undefined)];
    return [name, said && other ? withObserved(said, other) : schema];
  });
  return Object.fromEntries([...Object.entries(seen), ...own]);
}

function objectIn(value: Json | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

function blank(): Observed {
  return { count: 0, types: new Set(), properties: new Map(), items: null };
}

function observe(place: Observed, value: Json, depth: number): void {
  place.count += 1;
  place.types.add(typeOf(value));
  if (depth >= DEPTH_MAX || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    place.items ??= blank();
    for (const item of value.slice(0, ITEMS_MAX)) observe(place.items, item, depth + 1);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const known = place.properties.get(name) ?? (place.properties.size < PROPERTIES_MAX ? blank() : null);
    if (!known) continue;
    place.properties.set(name, known);
    observe(known, member, depth + 1);
  }
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function schemaOf({ types, count, properties, items }: Observed): JsonObject {
  const schema: JsonObject = {};
  const all = [...(types.has("number") ? [...types].filter((type) => type !== "integer") : types)].sort();
  const [only] = all;
  if (only !== undefined) schema.type = all.length === 1 ? only : all;
  if (properties.size > 0) schema.properties = propertiesOf(properties, count);
  if (items && items.count > 0) schema.items = schemaOf(items);
  return schema;
}

/** From entries, so that a field named `__proto__` is a field. */
function propertiesOf(properties: ReadonlyMap<string, Observed>, count: number): JsonObject {
  const schemas = [...properties].map(([name, observed]): [string, Json] => {
    return [name, { ...schemaOf(observed), "x-seen": share(observed.count, count) }];
  });
  return Object.fromEntries(schemas);
}

/** In hundredths; 0.01 for whatever was seen. */
function share(count: number, of: number): number {
  return Math.max(0.01, Math.floor((100 * count) / of) / 100);
}
