import type { WorkMeter } from "./work-meter.js";

/** The cost of a filter, in units of `WorkMeter`; measured on texts of 1 MiB and lists of 300,000 items. */
type FilterCost = (meter: WorkMeter, value: unknown, args: readonly unknown[]) => number;

const CALL = 2;
const DATE = 20;
const DATE_PER_FORMAT_CHARACTER = 2;
const LOCALISED = 60;

const free: FilterCost = () => CALL;

/** For texts: this many units per character. */
const perCharacter =
  (units: number): FilterCost =>
  (meter, value, args) =>
    CALL + (meter.textLength(value) + meter.textLength(args)) * units;

/** For lists: this many units per item; of each item a property is read by its path. */
const perItem =
  (units: number): FilterCost =>
  (meter, value, [property, expected]) => {
    const path = typeof property === "string" ? property.length : 0;
    const other = typeof expected === "object" ? meter.textLength(expected) : 0;
    return CALL + itemCount(value) * (units + (path + other) / 4);
  };

/** For lists whose items are converted to texts, or compared as texts. */
const perItemText =
  (unitsPerItem: number, unitsPerCharacter: number): FilterCost =>
  (meter, value, args) =>
    perItem(unitsPerItem)(meter, value, args) + (meter.textLength(value) + meter.textLength(args)) * unitsPerCharacter;

/** A text that is searched for another one: V8 compares up to the whole pattern every 250 characters. */
const search: FilterCost = (meter, value, args) => {
  const length = meter.textLength(value);
  const pattern = meter.textLength(args[0]);
  return CALL + (length + meter.textLength(args)) / 16 + searchUnits(length, pattern);
};

export function searchUnits(textLength: number, patternLength: number): number {
  return patternLength > textLength ? 0 : textLength / 128 + (textLength * patternLength) / 16_000;
}

function itemCount(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 1;
}

const COSTS: Readonly<Record<string, FilterCost>> = {
  ...each(free, "size", "first", "last", "default"),
  ...each(perItem(1 / 4), "reverse", "concat", "push", "unshift", "pop", "shift", "compact", "uniq"),
  ...each(perItem(1), "map", "sum"),
  ...each(perItem(4), "where", "reject", "group_by", "find", "find_index", "has"),
  ...each(perItem(1), "sort"),
  ...each(perItemText(4, 1 / 8), "sort_natural"),
  ...each(perItemText(1 / 2, 1 / 16), "join", "array_to_sentence_string", "intersect"),
  ...each(perCharacter(1 / 64), "truncate", "slice", "append", "prepend", "upcase", "downcase", "capitalize"),
  ...each(perCharacter(1 / 64), "base64_encode", "base64_decode", "md5", "sha1", "sha256", "hmac_sha1", "hmac_sha256"),
  ...each(perCharacter(1 / 16), "split", "json", "jsonify", "inspect", "from_json", "url_encode", "url_decode"),
  ...each(search, "replace", "replace_first", "replace_last", "remove", "remove_first", "remove_last"),
  ...each(perCharacter(1 / 64), "from_markdown"),
  date: (meter, value, [format]) =>
    DATE + meter.textLength(value) / 64 + (typeof format === "string" ? format.length * DATE_PER_FORMAT_CHARACTER : 70),
  ...each((meter, value) => LOCALISED + meter.textLength(value) / 64, "timezone", "format_number", "currency"),
  ...each((meter, value) => LOCALISED + meter.textLength(value) / 64, "rounded_currency", "format_date_in_locale"),
  ...each((meter, value) => LOCALISED + meter.textLength(value) / 64, "format_datetime_in_locale", "compare_versions"),
};

/** Filters that search by patterns or rewrite each character; also the cost of any filter without its own entry. */
const ANY_OTHER = perCharacter(1 / 8);

const NUMBERS = new Set([
  "abs",
  "at_least",
  "at_most",
  "ceil",
  "divided_by",
  "floor",
  "minus",
  "modulo",
  "plus",
  "round",
]);

export function filterCost(name: string): FilterCost {
  const cost = Object.hasOwn(COSTS, name) ? COSTS[name] : undefined;
  if (cost !== undefined) return cost;
  return NUMBERS.has(name) || name === "times" || name === "pluralize" ? perCharacter(1 / 64) : ANY_OTHER;
}

function each(cost: FilterCost, ...names: string[]): Record<string, FilterCost> {
  return Object.fromEntries(names.map((name) => [name, cost]));
}
