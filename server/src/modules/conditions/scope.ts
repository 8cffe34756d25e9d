import type { Json, JsonObject } from "../../platform/json.js";

/** The possible roots of a path. */
export const SCOPE_ROOTS = ["data", "recipient", "actor", "tenant", "vars", "workflow", "run", "refs"] as const;

type ScopeRoot = (typeof SCOPE_ROOTS)[number];

/** The data that conditions and dynamic times can read, as plain JSON. */
export interface ConditionScope {
  /** The trigger's data. */
  data?: JsonObject;
  /** The recipient's properties, system ones included. */
  recipient?: JsonObject | null;
  actor?: JsonObject | null;
  tenant?: JsonObject | null;
  /** The environment's variables. */
  vars?: JsonObject;
  workflow?: JsonObject;
  /** `total_activities`, `total_actors`, … */
  run?: JsonObject;
  /** The results of earlier steps by ref: the state of a step's messages (`MessageRefStatus`), or its output. */
  refs?: JsonObject;
}

/** A path split once, so that evaluating it many times does not split it again. */
export interface ScopePath {
  text: string;
  root: ScopeRoot;
  segments: readonly string[];
}

const ROOTS: ReadonlySet<string> = new Set(SCOPE_ROOTS);
const LIST_INDEX = /^(0|[1-9]\d{0,8})$/;
const PATH_IN_BRACES = /^\{\{\s*([^\s{}]+)\s*\}\}$/;

/** A part of a path: `.name`, or in the notation of templates `[0]`, `["name"]`, `['name']`. */
const STEP = /\.([^.[\]]+)|\[(\d{1,9})\]|\["([^"\]]+)"\]|\['([^'\]]+)'\]/y;

/** Reads a variable: a root, or a root with names behind it. */
export function parsePath(text: string): ScopePath | undefined {
  const root = /^[a-z]*/.exec(text)?.[0] ?? "";
  if (!isScopeRoot(root) || /\s/.test(text)) return undefined;
  const segments: string[] = [];
  STEP.lastIndex = root.length;
  for (let at = root.length; at < text.length; at = STEP.lastIndex) {
    const step = STEP.exec(text);
    if (step === null) return undefined;
    segments.push(step[1] ?? step[2] ?? step[3] ?? step[4] ?? "");
  }
  return { text, root, segments };
}

/** Reads a text that may be literal: a path only if it has names behind its root; `{{ path }}` is the same path. */
export function pathInText(text: string): ScopePath | undefined {
  const path = parsePath(PATH_IN_BRACES.exec(text.trim())?.[1] ?? text);
  return path !== undefined && path.segments.length > 0 ? path : undefined;
}

/**
 * The value at the path, or `undefined`. Reads own members of objects and items of lists (`data.items.0`, `data.items[0]`),
 * never inherited ones.
 */
export function resolvePath(scope: ConditionScope, path: string | ScopePath): Json | undefined {
  const parsed = typeof path === "string" ? parsePath(path) : path;
  if (parsed === undefined) return undefined;

  let value: Json | undefined = scope[parsed.root];
  for (const segment of parsed.segments) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Array.isArray(value) ? itemOf(value, segment) : memberOf(value, segment);
  }
  return value;
}

/** An own member; never one of the prototype. */
export function memberOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function itemOf(list: Json[], segment: string): Json | undefined {
  return LIST_INDEX.test(segment) ? list[Number(segment)] : undefined;
}

function isScopeRoot(text: string): text is ScopeRoot {
  return ROOTS.has(text);
}
