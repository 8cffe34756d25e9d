import { readPath } from "../fast-path.js";
import { engine } from "../liquid-engine.js";
import { parseSource } from "../liquid-source.js";
import type { TemplateScope } from "../template-scope.js";
import { canBeAnalysed } from "./free-names.js";

type Key = string | number;

/** What a preview cannot know: the messages of earlier steps. */
const UNKNOWN_ROOTS: ReadonlySet<Key> = new Set(["refs", "vars"]);

/**
 * Variables that a text reads and whose value is missing or null in the scope, as they are written, without repeats. Only
 * paths with fixed keys count: `data.items[index]` depends on a value. Empty for an invalid text.
 */
export function missingVariablesOf(text: string, scope: TemplateScope): string[] {
  if (!canBeAnalysed(text)) return [];
  const parsed = parseSource(text, []);
  if (!parsed.ok || parsed.source.literal !== null) return [];
  const paths: unknown[][] = engine.globalVariableSegmentsSync(parsed.source.templates);
  const missing = paths.filter(isFixed).filter((path) => {
    const [root = ""] = path;
    return !UNKNOWN_ROOTS.has(root) && isMissing(readPath(scope, path));
  });
  return [...new Set(missing.map(wordsOf))];
}

function isFixed(path: readonly unknown[]): path is Key[] {
  return path.every((key) => typeof key === "string" || typeof key === "number");
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function wordsOf([root = "", ...keys]: readonly Key[]): string {
  return keys.reduce<string>((text, key) => {
    return typeof key === "string" && /^[\w-]+$/.test(key) ? `${text}.${key}` : `${text}[${JSON.stringify(key)}]`;
  }, String(root));
}
