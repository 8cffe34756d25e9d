import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";

/** Keywords of JSON Schema whose values are schemas, lists of schemas, or maps of schemas. */
const ONE = ["additionalProperties", "unevaluatedProperties", "propertyNames", "items", "unevaluatedItems", "contains"];
const ONE_MORE = ["not", "if", "then", "else", "contentSchema"];
const LISTS = ["allOf", "anyOf", "oneOf", "prefixItems"];
const MAPS = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

const WITH_SCHEMA = new Set([...ONE, ...ONE_MORE]);
const WITH_LIST = new Set(LISTS);
const WITH_MAP = new Set(MAPS);

/** The keyword by which each schema counts the cost of checking one value. */
export const STEP_KEYWORD = "carillonStep";

/** About 100 ms on one core. Steps are counted instead of time, so the result does not depend on the machine. */
const MAX_STEPS = 300_000;
const STEPS_PER_PATTERN = 5;
const CHARACTERS_PER_STEP = 30;

export class TooMuchValidation extends Error {}

/** Counts the work of one validation: schemas looked at, and characters that patterns read. */
export class ValidationMeter {
  #steps = 0;

  begin(): void {
    this.#steps = 0;
  }

  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) throw new TooMuchValidation();
  }

  test(pattern: string, text: string): void {
    this.spend(STEPS_PER_PATTERN + ((text.length / CHARACTERS_PER_STEP) * (50 + pattern.length)) / 50);
  }
}

/** The same schema with the cost of checking one value in each of its subschemas. */
export function withSteps(schema: Json): Json {
  if (!isJsonObject(schema)) return schema;
  const metered: JsonObject = {};
  let cost = 1;
  for (const [keyword, value] of Object.entries(schema)) {
    metered[keyword] = steppedValue(keyword, value);
    cost += WITH_SCHEMA.has(keyword) ? 1 : WITH_MAP.has(keyword) ? memberCount(value) : nodeCount(value, keyword);
  }
  metered[STEP_KEYWORD] = cost;
  return metered;
}

function steppedValue(keyword: string, value: Json): Json {
  if (WITH_SCHEMA.has(keyword)) return withSteps(value);
  if (WITH_LIST.has(keyword) && Array.isArray(value)) return value.map(withSteps);
  if (!WITH_MAP.has(keyword) || !isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withSteps(each)]));
}

function memberCount(value: Json): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : 1;
}

/**
 * For `enum`, `const`, `required` and similar keywords: each entry may be compared with the value. Schemas in a list
 * count separately.
 */
function nodeCount(value: Json, keyword: string): number {
  if (WITH_LIST.has(keyword) || typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + nodeCount(member, ""), 1);
}
