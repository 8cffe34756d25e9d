import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";

/** Keywords whose values are schemas, lists of schemas, or maps of schemas, in draft-07 and 2020-12. */
const ONE = new Set([
  ...["additionalProperties", "unevaluatedProperties", "propertyNames", "items", "additionalItems", "unevaluatedItems"],
  ...["contains", "not", "if", "then", "else", "contentSchema"],
]);
const LISTS = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"]);

/** Keywords that have no effect without one of these others; the specification ignores them then. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  if: ["then", "else"],
  then: ["if"],
  else: ["if"],
  minContains: ["contains"],
  maxContains: ["contains"],
};

/**
 * Rewrites a customer's schema to 2020-12: the tuples and `dependencies` of draft-07 are converted, and keywords that the
 * specification ignores, such as `x-…`, are removed. So the validator can be strict about misspelt keywords.
 */
export function modernSchema(schema: Json): Json {
  if (!isJsonObject(schema)) return schema;
  const modern: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const isAlone = NEEDED[keyword]?.every((needed) => !Object.hasOwn(schema, needed)) ?? false;
    if (isAlone || keyword === "$schema" || keyword.startsWith("x-")) continue;
    if (keyword === "dependencies" && isJsonObject(value)) addDependencies(modern, value);
    else if (keyword === "items" && Array.isArray(value)) modern.prefixItems = value.map(modernSchema);
    else if (keyword === "additionalItems") addAdditionalItems(modern, schema.items, value);
    else modern[keyword] = modernValue(keyword, value);
  }
  return modern;
}

function modernValue(keyword: string, value: Json): Json {
  if (ONE.has(keyword)) return modernSchema(value);
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map(modernSchema);
  if (!MAPS.has(keyword) || !isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, modernSchema(each)]));
}

/** It applies to the items after a tuple, and has no effect without one. */
function addAdditionalItems(modern: JsonObject, items: Json | undefined, value: Json): void {
  if (Array.isArray(items)) modern.items = modernSchema(value);
}

function addDependencies(modern: JsonObject, dependencies: JsonObject): void {
  for (const [name, value] of Object.entries(dependencies)) {
    const keyword = Array.isArray(value) ? "dependentRequired" : "dependentSchemas";
    const known = modern[keyword];
    modern[keyword] = {
      ...(isJsonObject(known) ? known : {}),
      [name]: Array.isArray(value) ? value : modernSchema(value),
    };
  }
}
