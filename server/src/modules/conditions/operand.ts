import { isJson, type Json } from "../../platform/json.js";
import type { ArgumentKind } from "./condition.js";
import { pathInText, resolvePath, type ConditionScope, type ScopePath } from "./scope.js";
import type { Found } from "./values.js";

/** An argument, read once. */
export type Operand =
  | { kind: "none" }
  /** `typed`: the text that JSON turned into a number, where it is not that number's own text: `1.0`, or twenty digits. */
  | { kind: "static"; value: Json; typed: string | undefined }
  | { kind: "path"; path: ScopePath }
  /** The two ends of a range. */
  | { kind: "pair"; ends: readonly [Operand, Operand] };

const NONE: Operand = { kind: "none" };

/**
 * Reads an argument by the rules of `ConditionLeaf.argument`. Never fails: an operator never matches an argument that it
 * cannot use.
 */
export function readOperand(argument: Json | undefined, kind: ArgumentKind): Operand {
  if (kind === "none" || argument === undefined) return NONE;

  const operand = readScalar(argument);
  if ((kind !== "range" && kind !== "momentRange") || operand.kind !== "static") return operand;

  const [low, high, ...rest] = Array.isArray(operand.value) ? operand.value : [];
  if (low === undefined || high === undefined || rest.length > 0) return operand;
  return { kind: "pair", ends: [readScalar(low), readScalar(high)] };
}

/** The paths an argument reads. */
export function pathsIn(operand: Operand): ScopePath[] {
  if (operand.kind === "pair") return operand.ends.flatMap(pathsIn);
  return operand.kind === "path" ? [operand.path] : [];
}

export function resolveOperand(operand: Operand, scope: ConditionScope): Found {
  switch (operand.kind) {
    case "none":
      return undefined;
    case "static":
      return operand.value;
    case "path":
      return resolvePath(scope, operand.path);
    case "pair":
      return operand.ends.map((end) => resolveOperand(end, scope) ?? null);
  }
}

function readScalar(argument: Json): Operand {
  if (typeof argument !== "string") return { kind: "static", value: argument, typed: undefined };

  const path = pathInText(argument);
  if (path !== undefined) return { kind: "path", path };

  const decoded = decodeJson(argument);
  const typed = typeof decoded === "number" && String(decoded) !== argument ? argument : undefined;
  return { kind: "static", value: decoded === undefined ? argument : decoded, typed };
}

/** The JSON value of a text; `undefined` if it is not JSON, or cannot be stored (`"\u0000"`, `1e999`). */
export function decodeJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
