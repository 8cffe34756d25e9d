import type { InputIssue } from "../../platform/errors/index.js";
import { isJsonObject, type JsonObject } from "../../platform/json.js";
import {
  isOperator,
  MAX_CONDITION_DEPTH,
  MAX_CONDITION_LEAVES,
  OPERATORS,
  type Condition,
  type ConditionLeaf,
  type Operator,
  type ParsedCondition,
} from "./condition.js";
import { argumentIssues, statusArgumentIssues } from "./parse-argument.js";
import { statusFieldOf } from "./message-status.js";
import { parsePath, SCOPE_ROOTS, type ScopePath } from "./scope.js";

export interface ParseConditionOptions {
  /** Whether conditions may look at earlier steps (`refs.…`); only step and branch conditions may. Default false. */
  allowMessageStatus?: boolean;
}

/** Collected while a condition is parsed. */
interface Reading {
  issues: InputIssue[];
  leafCount: number;
  allowsRefs: boolean;
}

const MAX_VARIABLE_LENGTH = 256;
const SHAPE = 'Write { "variable", "operator", "argument" }, or a group: { "all": […] } or { "any": […] }.';

/** Operators of other products, with their names here. */
const OTHER_NAMES: ReadonlyMap<string, Operator> = new Map([
  ["=", "equal_to"],
  ["==", "equal_to"],
  ["eq", "equal_to"],
  ["equals", "equal_to"],
  ["is", "equal_to"],
  ["!=", "not_equal_to"],
  ["neq", "not_equal_to"],
  ["not_equals", "not_equal_to"],
  [">", "greater_than"],
  ["gt", "greater_than"],
  [">=", "greater_than_or_equal_to"],
  ["gte", "greater_than_or_equal_to"],
  ["<", "less_than"],
  ["lt", "less_than"],
  ["<=", "less_than_or_equal_to"],
  ["lte", "less_than_or_equal_to"],
  ["includes", "contains"],
  ["is_empty", "empty"],
  ["between", "is_between"],
]);

/** Reads a condition from a document. On refusal all issues come at once, with `path` in front of where each one is. */
export function parseCondition(input: unknown, path: string[], options: ParseConditionOptions = {}): ParsedCondition {
  const reading: Reading = { issues: [], leafCount: 0, allowsRefs: options.allowMessageStatus === true };
  const condition = readNode(input, path, reading, 0);

  if (condition === undefined || reading.issues.length > 0) return { ok: false, issues: reading.issues };
  return { ok: true, condition };
}

function readNode(input: unknown, path: string[], reading: Reading, depth: number): Condition | undefined {
  if (!isJsonObject(input)) {
    const hint = Array.isArray(input) ? 'A list is not enough: wrap it in { "all": […] } or { "any": […] }.' : SHAPE;
    return refuse(reading, { path, code: "wrong_type", message: hint });
  }
  const isAll = Object.hasOwn(input, "all");
  const isAny = Object.hasOwn(input, "any");
  if (!isAll && !isAny) return readLeaf(input, path, reading);

  if (Object.keys(input).length > 1) {
    const message = "A group holds its list and nothing else; put further conditions or groups into the list.";
    return refuse(reading, { path, code: "invalid_group", message });
  }
  if (depth >= MAX_CONDITION_DEPTH) {
    const message = `Groups may lie at most ${MAX_CONDITION_DEPTH} deep within each other.`;
    return refuse(reading, { path, code: "too_deep", message });
  }
  return isAll
    ? { all: readMembers(input.all, [...path, "all"], reading, depth) }
    : { any: readMembers(input.any, [...path, "any"], reading, depth) };
}

function readMembers(input: unknown, path: string[], reading: Reading, depth: number): Condition[] {
  if (!Array.isArray(input)) {
    refuse(reading, { path, code: "wrong_type", message: "Give a list of conditions." });
    return [];
  }
  const isAny = path.at(-1) === "any";
  if (isAny && input.length === 0) {
    refuse(reading, {
      path,
      code: "required",
      message: "An empty list of alternatives never holds; give at least one.",
    });
  }

  const members: Condition[] = [];
  for (const [index, member] of input.entries()) {
    // Looking further would only repeat that there is too much, or too much wrong.
    if (reading.leafCount > MAX_CONDITION_LEAVES || reading.issues.length > MAX_CONDITION_LEAVES) break;
    const condition = readNode(member, [...path, String(index)], reading, depth + 1);
    if (condition !== undefined) members.push(condition);
  }
  return members;
}

function readLeaf(input: JsonObject, path: string[], reading: Reading): ConditionLeaf | undefined {
  reading.leafCount += 1;
  if (reading.leafCount > MAX_CONDITION_LEAVES) {
    const message = `A condition holds at most ${MAX_CONDITION_LEAVES} comparisons, over all its groups.`;
    return refuse(reading, { path, code: "too_many", message });
  }
  for (const key of Object.keys(input)) {
    if (!["variable", "operator", "argument"].includes(key)) {
      refuse(reading, { path: [...path, key], code: "unknown_key", message: `"${key}" means nothing here. ${SHAPE}` });
    }
  }

  const variable = readVariable(input.variable, [...path, "variable"], reading);
  const operator = readOperator(input.operator, [...path, "operator"], reading);
  if (variable === undefined || operator === undefined) return undefined;

  const { argument } = input;
  const field = statusFieldOf(variable);
  const issues =
    field === undefined
      ? argumentIssues({ operator, argument, allowsRefs: reading.allowsRefs })
      : statusArgumentIssues({ field, operator, argument });
  reading.issues.push(...issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));

  return argument === undefined
    ? { variable: variable.text, operator }
    : { variable: variable.text, operator, argument };
}

function readVariable(input: unknown, path: string[], reading: Reading): ScopePath | undefined {
  if (input === undefined || input === null || input === "") {
    return refuse(reading, {
      path,
      code: "required",
      message: "Name a variable, such as recipient.plan or data.total.",
    });
  }
  const variable = typeof input === "string" && input.length <= MAX_VARIABLE_LENGTH ? parsePath(input) : undefined;
  if (variable === undefined) {
    const roots = SCOPE_ROOTS.join(", ");
    const message = `A variable is a path of names and dots that begins with one of ${roots}; for example recipient.plan or data.items[0].name.`;
    return refuse(reading, { path, code: "invalid_variable", message });
  }
  if (variable.root === "refs" && !reading.allowsRefs) {
    const message = "Earlier steps (refs) can be looked at only in the conditions of steps and branches.";
    return refuse(reading, { path, code: "not_allowed", message });
  }
  return variable;
}

function readOperator(input: unknown, path: string[], reading: Reading): Operator | undefined {
  if (isOperator(input)) return input;
  if (input === undefined || input === null || input === "") {
    return refuse(reading, { path, code: "required", message: `Name an operator, one of ${OPERATORS.join(", ")}.` });
  }
  const meant = typeof input === "string" ? OTHER_NAMES.get(input.trim().toLowerCase()) : undefined;
  const hint = meant === undefined ? `Use one of ${OPERATORS.join(", ")}.` : `Did you mean ${meant}?`;
  return refuse(reading, { path, code: "unknown_operator", message: `There is no such operator. ${hint}` });
}

function refuse(reading: Reading, issue: InputIssue): undefined {
  reading.issues.push(issue);
}
