import { engine } from "../liquid-engine.js";
import { parseSource } from "../liquid-source.js";

/** A name that a template reads from outside, and the name after its dot where that is written out. */
export interface FreeName {
  root: string;
  member: string | null;
}

/** Texts with more outputs and tags are not analysed: liquidjs takes quadratic time, 2 s for 12,000. */
const OUTPUTS_MAX = 1000;

export function canBeAnalysed(text: string): boolean {
  return text.split(/\{[{%]/, OUTPUTS_MAX + 2).length <= OUTPUTS_MAX + 1;
}

/**
 * Names that the text reads and does not define itself (by `assign`, `for`, `capture`), without repeats. Empty for an
 * invalid text, and for one that would take too long.
 */
export function freeNamesOf(text: string): FreeName[] {
  if (!canBeAnalysed(text)) return [];
  const parsed = parseSource(text, []);
  if (!parsed.ok || parsed.source.literal !== null) return [];

  const names = new Map<string, FreeName>();
  const segments: unknown[][] = engine.globalVariableSegmentsSync(parsed.source.templates);
  for (const [root, second] of segments) {
    if (typeof root !== "string") continue;
    const member = typeof second === "string" ? second : null;
    names.set(JSON.stringify([root, member]), { root, member });
  }
  return [...names.values()];
}
