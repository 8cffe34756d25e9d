import type { Json } from "../../platform/json.js";
import { ConditionWork } from "./condition-work.js";
import { briefValue } from "./brief-value.js";
import { COMPARISONS } from "./compare.js";
import { ARGUMENT_KINDS, type Condition, type ConditionLeaf, type Operator } from "./condition.js";
import { answerStatus, statusFieldOf, statusNamed, type StatusField } from "./message-status.js";
import { pathsIn, readOperand, resolveOperand, type Operand } from "./operand.js";
import { parsePath, resolvePath, type ConditionScope, type ScopePath } from "./scope.js";
import { momentOf } from "./timestamp.js";
import type { Found } from "./values.js";

/** A condition with its paths split and its arguments read, to be evaluated many times. */
export type CompiledCondition = CompiledGroup | CompiledLeaf;

interface CompiledGroup {
  kind: "all" | "any";
  members: readonly CompiledCondition[];
}

interface CompiledLeaf {
  kind: "leaf";
  variable: string;
  operator: Operator;
  argument: Json;
  /** `undefined` for a variable that is no path: it is never there. */
  path: ScopePath | undefined;
  operand: Operand;
  /** Set if the variable is the status of a step's messages. */
  statusField: StatusField | undefined;
}

/** The result of one comparison, for the trace: as written, and with the values found. Long values are cut. */
export type Comparison = {
  variable: string;
  operator: Operator;
  /** The argument as written; null if omitted. */
  argument: Json;
  /** The value of the variable; null if it is missing. */
  actual: Json;
  /** The value of the argument; instants as ISO text. */
  expected: Json;
  isMet: boolean;
};

export interface Evaluation {
  isMet: boolean;
  /** The comparisons that were made, in order. Comparisons that could not change the result any more are left out. */
  decidedBy: Comparison[];
}

export function compileCondition(condition: Condition): CompiledCondition {
  if ("all" in condition) return { kind: "all", members: condition.all.map(compileCondition) };
  if ("any" in condition) return { kind: "any", members: condition.any.map(compileCondition) };

  const path = parsePath(condition.variable);
  return {
    kind: "leaf",
    variable: condition.variable,
    operator: condition.operator,
    argument: condition.argument ?? null,
    path,
    operand: readOperand(condition.argument, ARGUMENT_KINDS[condition.operator]),
    statusField: path === undefined ? undefined : statusFieldOf(path),
  };
}

/**
 * Evaluates a condition at an instant. Missing data is the empty text, and values that cannot be compared give false. Throws
 * only `TooMuchComparing`; pass the same `work` for conditions that belong together. Compile a condition that is evaluated
 * more than once.
 */
export function evaluateCondition(
  condition: Condition | CompiledCondition,
  scope: ConditionScope,
  at: number,
  work: ConditionWork = new ConditionWork(),
): Evaluation {
  const decidedBy: Comparison[] = [];
  const compiled = "kind" in condition ? condition : compileCondition(condition);
  return { isMet: isNodeMet(compiled, { scope, at, work, decidedBy }), decidedBy };
}

/** Every path that the condition reads, arguments included, without repeats: the data that must be loaded to evaluate it. */
export function variablesOf(condition: Condition): string[] {
  return [...new Set(leavesOf(condition).flatMap(pathsOfLeaf))];
}

interface Deciding {
  scope: ConditionScope;
  at: number;
  work: ConditionWork;
  decidedBy: Comparison[];
}

function isNodeMet(node: CompiledCondition, deciding: Deciding): boolean {
  switch (node.kind) {
    case "all":
      return node.members.every((member) => isNodeMet(member, deciding));
    case "any":
      return node.members.some((member) => isNodeMet(member, deciding));
    case "leaf": {
      const comparison = compareLeaf(node, deciding);
      deciding.decidedBy.push(comparison);
      return comparison.isMet;
    }
  }
}

function compareLeaf(leaf: CompiledLeaf, { scope, at, work }: Deciding): Comparison {
  const { variable, operator, path, operand, statusField } = leaf;
  const argument = briefValue(leaf.argument);

  if (path !== undefined && statusField !== undefined) {
    const wanted = statusNamed(leaf.argument);
    const answer = answerStatus({ path, field: statusField, operator, wanted }, scope);
    return { variable, operator, argument, actual: answer.actual, expected: wanted ?? null, isMet: answer.isMet };
  }

  const actual = path === undefined ? undefined : resolvePath(scope, path);
  const expected = resolveOperand(operand, scope);
  if (operand.kind === "none") work.compare(null, null);
  else work.compare(actual, expected);
  work.show(actual);
  work.show(expected);
  const typed = operand.kind === "static" ? operand.typed : undefined;
  const isMet = COMPARISONS[operator]({ actual, expected, typed, at });
  return { variable, operator, argument, actual: briefValue(actual), expected: shownAs(operator, expected, at), isMet };
}

/** The argument for the trace: as an instant for operators that compare instants. */
function shownAs(operator: Operator, expected: Found, at: number): Json {
  if (operator === "is_timestamp_before_now" || operator === "is_timestamp_on_or_after_now") return isoOf(at) ?? null;
  switch (ARGUMENT_KINDS[operator]) {
    case "moment":
      return isoOf(momentOf(expected, at)) ?? briefValue(expected);
    case "momentRange":
      if (!Array.isArray(expected)) return briefValue(expected);
      return briefValue(expected.map((end) => isoOf(momentOf(end, at)) ?? end));
    default:
      return briefValue(expected);
  }
}

function isoOf(instant: number | undefined): string | undefined {
  const date = new Date(instant ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function leavesOf(condition: Condition): ConditionLeaf[] {
  if ("all" in condition) return condition.all.flatMap(leavesOf);
  return "any" in condition ? condition.any.flatMap(leavesOf) : [condition];
}

function pathsOfLeaf(leaf: ConditionLeaf): string[] {
  const operand = readOperand(leaf.argument, ARGUMENT_KINDS[leaf.operator]);
  return [leaf.variable, ...pathsIn(operand).map((path) => path.text)];
}
