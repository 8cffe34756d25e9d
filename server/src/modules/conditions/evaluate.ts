import type { Json, JsonObject } from "../../platform/json.js";
import { isPath, type Condition, type ConditionLeaf } from "./condition.js";

/** What conditions see: roots by name. `refs` holds a status per earlier step. */
export type ConditionScope = Readonly<Record<string, unknown>>;

/** How one comparison came out, for the trace. */
export interface Comparison extends JsonObject {
  variable: string;
  operator: string;
  actual: Json;
  expected: Json;
  isMet: boolean;
}

export interface Evaluation {
  isMet: boolean;
  /** What was compared, in order; what a group's outcome no longer depended on is not. */
  comparisons: Comparison[];
}

/** Delivery and engagement of messages, worst to best (knock.md §3.6). */
const RANKS = [
  "undelivered",
  "bounced",
  "delivery_attempted",
  "queued",
  "not_sent",
  "sent",
  "delivered",
  "seen",
  "read",
  "interacted",
  "link_clicked",
  "archived",
];

/** Never throws: what is missing is an empty text, what cannot be compared is false. */
export function evaluateCondition(condition: Condition, scope: ConditionScope, at: number): Evaluation {
  const comparisons: Comparison[] = [];
  return { isMet: evaluate(condition, scope, { at, comparisons }), comparisons };
}

interface Evaluating {
  at: number;
  comparisons: Comparison[];
}

function evaluate(condition: Condition, scope: ConditionScope, evaluating: Evaluating): boolean {
  if ("all" in condition) return condition.all.every((each) => evaluate(each, scope, evaluating));
  if ("any" in condition) return condition.any.some((each) => evaluate(each, scope, evaluating));
  const actual = resolvePath(scope, condition.variable);
  const expected = resolveArgument(condition.argument, scope);
  const isMet = compare(condition, actual, expected, evaluating.at);
  const { variable, operator } = condition;
  evaluating.comparisons.push({ variable, operator, actual: actual ?? null, expected, isMet });
  return isMet;
}

/** The value at a dotted path, reading own members only; undefined when there is none. */
export function resolvePath(scope: ConditionScope, path: string): Json | undefined {
  let value: unknown = scope;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return isJsonValue(value) ? value : undefined;
}

function isJsonValue(value: unknown): value is Json {
  return value === null || ["string", "number", "boolean", "object"].includes(typeof value);
}

/** A text that is a path is looked up; one that is JSON is read as JSON; any other is itself. */
function resolveArgument(argument: Json | undefined, scope: ConditionScope): Json {
  if (argument === undefined) return null;
  if (typeof argument !== "string") return argument;
  if (isPath(argument)) return resolvePath(scope, argument) ?? "";
  try {
    const value: unknown = JSON.parse(argument);
    return isJsonValue(value) ? value : argument;
  } catch {
    return argument;
  }
}

function compare(leaf: ConditionLeaf, found: Json | undefined, expected: Json, at: number): boolean {
  const actual = found ?? "";
  if (leaf.variable.startsWith("refs.") && typeof expected === "string" && expected.startsWith("$message.")) {
    return compareStatus(leaf, actual, expected.slice("$message.".length));
  }
  switch (leaf.operator) {
    case "equal_to":
      return equal(actual, expected);
    case "not_equal_to":
      return !equal(actual, expected);
    case "greater_than":
      return order(actual, expected) > 0;
    case "greater_than_or_equal_to":
      return order(actual, expected) >= 0;
    case "less_than":
      return order(actual, expected) < 0;
    case "less_than_or_equal_to":
      return order(actual, expected) <= 0;
    case "contains":
      return contains(actual, expected);
    case "not_contains":
      return !contains(actual, expected);
    case "contains_all":
      return containsAll(actual, expected);
    case "not_contains_all":
      return !containsAll(actual, expected);
    case "empty":
      return isEmpty(found);
    case "not_empty":
      return !isEmpty(found);
    case "exists":
      return found !== undefined && found !== null;
    case "not_exists":
      return found === undefined || found === null;
    case "is_between":
      return Array.isArray(expected) && order(actual, expected[0] ?? "") >= 0 && order(actual, expected[1] ?? "") <= 0;
    default:
      return compareTimes(leaf.operator, actual, expected, at);
  }
}

type TimeOperator = Extract<ConditionLeaf["operator"], `is_timestamp${string}` | "is_not_timestamp">;

function compareTimes(operator: TimeOperator, actual: Json, expected: Json, at: number): boolean {
  const time = timeOf(actual, at);
  switch (operator) {
    case "is_timestamp":
      return time !== null;
    case "is_not_timestamp":
      return time === null;
    case "is_timestamp_before_now":
      return time !== null && time < at;
    case "is_timestamp_on_or_after_now":
      return time !== null && time >= at;
    case "is_timestamp_before":
      return time !== null && time < (timeOf(expected, at) ?? Number.NaN);
    case "is_timestamp_on_or_after":
      return time !== null && time >= (timeOf(expected, at) ?? Number.NaN);
    case "is_timestamp_between": {
      const [from, to] = Array.isArray(expected) ? expected.map((each) => timeOf(each, at)) : [];
      return time !== null && from != null && to != null && time >= from && time <= to;
    }
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 };

/** An ISO instant, or `{ value, unit, direction: "ago" | "from now" }`; null when it is neither. */
function timeOf(value: Json, at: number): number | null {
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) {
    const time = Date.parse(value);
    return Number.isNaN(time) ? null : time;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const unit = UNIT_MS[String(value.unit)];
  if (typeof value.value !== "number" || unit === undefined) return null;
  return at + (value.direction === "ago" ? -1 : 1) * value.value * unit;
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Numbers and their texts are the same: arguments are often written as text. */
function equal(left: Json, right: Json): boolean {
  if (typeof left === "object" || typeof right === "object") return JSON.stringify(left) === JSON.stringify(right);
  return left === right || String(left) === String(right);
}

/** Numbers by value, else texts by code unit; NaN when either is neither. */
function order(left: Json, right: Json): number {
  if (left === "" || right === "" || typeof left === "object" || typeof right === "object") return Number.NaN;
  const numbers = [Number(left), Number(right)] as const;
  if (!Number.isNaN(numbers[0]) && !Number.isNaN(numbers[1])) return numbers[0] - numbers[1];
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

function contains(actual: Json, expected: Json): boolean {
  if (typeof actual === "string") return typeof expected !== "object" && actual.includes(String(expected)) && expected !== "";
  if (!Array.isArray(actual)) return false;
  const wanted = Array.isArray(expected) ? expected : [expected];
  return wanted.some((each) => actual.some((item) => equal(item, each)));
}

function containsAll(actual: Json, expected: Json): boolean {
  if (!Array.isArray(actual) || !Array.isArray(expected)) return false;
  return expected.every((each) => actual.some((item) => equal(item, each)));
}

/** `refs.<step>.delivery_status` is one status, `engagement_status` a list. */
function compareStatus(leaf: ConditionLeaf, actual: Json, wanted: string): boolean {
  const held = Array.isArray(actual) ? actual.map(String) : actual === "" ? [] : [String(actual)];
  const rank = Math.max(-1, ...held.map((status) => RANKS.indexOf(status)));
  const has = hasStatus(held, wanted);
  switch (leaf.operator) {
    case "equal_to":
    case "contains":
      return has;
    case "not_equal_to":
    case "not_contains":
      return !has;
    case "greater_than_or_equal_to":
      return rank >= RANKS.indexOf(wanted) && rank >= 0;
    case "greater_than":
      return rank > RANKS.indexOf(wanted);
    case "less_than":
      return rank < RANKS.indexOf(wanted);
    case "less_than_or_equal_to":
      return rank <= RANKS.indexOf(wanted);
    default:
      return false;
  }
}

function hasStatus(held: readonly string[], wanted: string): boolean {
  if (wanted === "seen_not_read") return held.includes("seen") && !held.includes("read");
  if (wanted === "read_not_link_clicked") return held.includes("read") && !held.includes("link_clicked");
  return held.includes(wanted);
}
