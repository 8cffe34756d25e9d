import type { InputIssue } from "../../platform/errors/index.js";
import { isJson, isJsonObject, type Json } from "../../platform/json.js";

export const OPERATORS = [
  "equal_to",
  "not_equal_to",
  "greater_than",
  "greater_than_or_equal_to",
  "less_than",
  "less_than_or_equal_to",
  "contains",
  "not_contains",
  "contains_all",
  "not_contains_all",
  "empty",
  "not_empty",
  "exists",
  "not_exists",
  "is_timestamp",
  "is_not_timestamp",
  "is_timestamp_before",
  "is_timestamp_on_or_after",
  "is_timestamp_between",
  "is_timestamp_before_now",
  "is_timestamp_on_or_after_now",
  "is_between",
] as const;

export type Operator = (typeof OPERATORS)[number];

export interface ConditionLeaf {
  variable: string;
  operator: Operator;
  argument?: Json;
}

export type Condition = ConditionLeaf | { all: Condition[] } | { any: Condition[] };

export type ParsedCondition = { ok: true; condition: Condition } | { ok: false; issues: InputIssue[] };

const DEPTH_MAX = 10;
const LEAVES_MAX = 100;
const UNARY: ReadonlySet<string> = new Set([
  "empty",
  "not_empty",
  "exists",
  "not_exists",
  "is_timestamp",
  "is_not_timestamp",
  "is_timestamp_before_now",
  "is_timestamp_on_or_after_now",
]);
const ROOTS = ["data", "recipient", "actor", "tenant", "vars", "workflow", "run", "refs"];

/** Reads a condition from JSON; answers everything that is wrong with it at once. */
export function parseCondition(input: unknown, path: string[]): ParsedCondition {
  const issues: InputIssue[] = [];
  const condition = read(input, path, { issues, leaves: 0 }, 1);
  if (condition && issues.length === 0) return { ok: true, condition };
  return { ok: false, issues };
}

interface Reading {
  issues: InputIssue[];
  leaves: number;
}

function read(input: unknown, path: string[], reading: Reading, depth: number): Condition | null {
  const refuse = (code: string, message: string, at = path): null => {
    reading.issues.push({ path: at, code, message });
    return null;
  };
  if (!isJsonObject(input)) return refuse("invalid_type", "A condition is { variable, operator, argument }, { all: […] } or { any: […] }.");
  if (depth > DEPTH_MAX) return refuse("too_deep", `Groups may lie at most ${DEPTH_MAX} deep within each other.`);

  const group = "all" in input ? "all" : "any" in input ? "any" : null;
  if (group) {
    const members = input[group];
    if (!Array.isArray(members) || members.length === 0 || Object.keys(input).length > 1) {
      return refuse("invalid_group", "A group is { all: […] } or { any: […] } with at least one condition, and nothing else.");
    }
    const read_ = members.map((member, index) => read(member, [...path, group, String(index)], reading, depth + 1));
    const conditions = read_.filter((each): each is Condition => each !== null);
    return group === "all" ? { all: conditions } : { any: conditions };
  }

  reading.leaves += 1;
  if (reading.leaves > LEAVES_MAX) return refuse("too_many", `A condition has at most ${LEAVES_MAX} comparisons.`);
  const { variable, argument } = input;
  const operator = OPERATORS.find((each) => each === input.operator);
  if (typeof variable !== "string" || !ROOTS.includes(variable.split(".")[0] ?? "") || variable.length > 256) {
    return refuse("invalid_variable", `A variable begins with one of ${ROOTS.join(", ")}, such as recipient.plan.`, [...path, "variable"]);
  }
  if (!operator) return refuse("invalid_operator", `One of ${OPERATORS.join(", ")}.`, [...path, "operator"]);
  if (UNARY.has(operator)) return { variable, operator };
  if (argument === undefined || !isJson(argument)) {
    return refuse("required", `The operator ${operator} needs an argument.`, [...path, "argument"]);
  }
  return { variable, operator, argument };
}

/** Every variable that the condition reads, arguments that are paths included. */
export function variablesOf(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(variablesOf);
  if ("any" in condition) return condition.any.flatMap(variablesOf);
  const { argument } = condition;
  return typeof argument === "string" && isPath(argument) ? [condition.variable, argument] : [condition.variable];
}

/** Whether a text argument names a value rather than being one: a root, a dot, then plain keys. */
export function isPath(text: string): boolean {
  return /^(data|recipient|actor|tenant|vars|workflow|run|refs)(\.[A-Za-z0-9_$-]+)+$/.test(text);
}
