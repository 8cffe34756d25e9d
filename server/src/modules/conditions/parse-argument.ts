import type { InputIssue } from "../../platform/errors/index.js";
import { findForbiddenJson, type Json } from "../../platform/json.js";
import { ARGUMENT_KINDS, type ArgumentKind, type Operator } from "./condition.js";
import { STATUS_ARGUMENTS, statusNamed, type StatusField } from "./message-status.js";
import { pathsIn, readOperand, type Operand } from "./operand.js";
import { momentOf } from "./timestamp.js";

interface ArgumentQuestion {
  operator: Operator;
  argument: Json | undefined;
  allowsRefs: boolean;
}

interface StatusArgumentQuestion {
  field: StatusField;
  operator: Operator;
  argument: Json | undefined;
}

const ARGUMENT = ["argument"];

/** Descriptions of each kind of argument. */
const WORDS: Readonly<Record<ArgumentKind, string>> = {
  none: "takes no argument; leave it out",
  value: "needs an argument: a value, or a path such as recipient.plan",
  ordered: "needs a number, a text or a path to compare with",
  list: 'needs a list, such as ["a", "b"], or a path to one',
  range: "needs a list of two: the lowest and the highest value, each a number, a text or a path",
  moment:
    'needs a time: an ISO 8601 timestamp, a relative one such as "2 days ago" or "3 hours from now", or a path to one',
  momentRange: "needs a list of two times, each an ISO 8601 timestamp, a relative time or a path",
};

/** Checks an argument; paths start at its condition. */
export function argumentIssues({ operator, argument, allowsRefs }: ArgumentQuestion): InputIssue[] {
  const kind = ARGUMENT_KINDS[operator];
  const words = `${operator} ${WORDS[kind]}.`;

  if (kind === "none") {
    const isAbsent = argument === undefined || argument === null || argument === "";
    return isAbsent ? [] : [{ path: ARGUMENT, code: "not_allowed", message: words }];
  }
  if (argument === undefined) return [{ path: ARGUMENT, code: "required", message: words }];

  const forbidden = findForbiddenJson(argument).map((issue) => ({ ...issue, path: [...ARGUMENT, ...issue.path] }));
  if (forbidden.length > 0) return forbidden;

  const operand = readOperand(argument, kind);
  if (!fits(operand, kind)) return [{ path: ARGUMENT, code: "wrong_type", message: words }];
  return [...textIssues(argument, operand), ...refsIssues(operand, allowsRefs)];
}

/** Checks a condition about the messages of a step. */
export function statusArgumentIssues({ field, operator, argument }: StatusArgumentQuestion): InputIssue[] {
  const allowed = STATUS_ARGUMENTS[field][operator];
  if (allowed === undefined) {
    const operators = Object.keys(STATUS_ARGUMENTS[field]).join(", ");
    return [{ path: ["operator"], code: "not_allowed", message: `${field} can be asked with ${operators}.` }];
  }
  const wanted = statusNamed(argument);
  if (wanted !== undefined && allowed.includes(wanted)) return [];

  const constants = allowed.map((status) => `$message.${status}`).join(", ");
  const message = `${field} with ${operator} needs one of ${constants}.`;
  return [{ path: ARGUMENT, code: argument === undefined ? "required" : "invalid", message }];
}

/** Whether the operator could use the argument. A path fits every operator: its value is known only at run time. */
function fits(operand: Operand, kind: ArgumentKind): boolean {
  if (operand.kind === "path" || kind === "value") return true;
  if (operand.kind === "pair") {
    return operand.ends.every((end) => fits(end, kind === "momentRange" ? "moment" : "ordered"));
  }
  const value = operand.kind === "static" ? operand.value : undefined;

  switch (kind) {
    case "ordered":
      return typeof value === "number" || (typeof value === "string" && value !== "");
    case "list":
      return Array.isArray(value);
    case "moment":
      return momentOf(value, 0) !== undefined;
    default:
      return false;
  }
}

/** Texts that have a meaning in other systems and would silently be literals here. */
function textIssues(argument: Json, operand: Operand): InputIssue[] {
  if (typeof argument !== "string" || operand.kind !== "static" || operand.value !== argument) return [];

  if (argument.includes("{{")) {
    const message =
      "Braces may contain only a plain path here, such as {{ data.limit }}, without filters and without text around it.";
    return [{ path: ARGUMENT, code: "invalid", message }];
  }
  if (statusNamed(argument) !== undefined) {
    const message = "$message constants go with refs.<step>.delivery_status and refs.<step>.engagement_status.";
    return [{ path: ARGUMENT, code: "invalid", message }];
  }
  return [];
}

function refsIssues(operand: Operand, allowsRefs: boolean): InputIssue[] {
  if (allowsRefs || pathsIn(operand).every((path) => path.root !== "refs")) return [];
  const message = "Earlier steps (refs) can be looked at only in the conditions of steps and branches.";
  return [{ path: ARGUMENT, code: "not_allowed", message }];
}
