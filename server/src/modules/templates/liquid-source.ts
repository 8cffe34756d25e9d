import { LiquidError, type Template, TypeGuards } from "liquidjs";
import type { InputIssue } from "../../platform/errors/index.js";
import { BoundedCache } from "./bounded-cache.js";
import { type FlatSource, flatten } from "./flat-source.js";
import { withoutPlaceholders } from "./html/html-skeleton.js";
import { MAX_TEMPLATE_LENGTH, parseLiquid } from "./liquid-engine.js";
import { rootsOf } from "./reads.js";

/** Parsed Liquid. Never changes, so that equal sources share one. */
export interface LiquidSource {
  templates: Template[];
  roots: ReadonlySet<string>;
  /** The text itself, if it holds no Liquid. */
  literal: string | null;
  /** The quick way, if it holds no tags. */
  flat: FlatSource | null;
  /** Whether an output is followed by what makes it a list's number. */
  hasListNumbers: boolean;
}

export type ParsedSource = { ok: true; source: LiquidSource } | { ok: false; issue: InputIssue };

const LIST_NUMBER = /\}\}[.)][ \t]/;

const parsedSources = new BoundedCache<string, LiquidSource>(1_000);

export function isTemplate(source: string): boolean {
  return source.includes("{{") || source.includes("{%");
}

/** Parses a field; what is wrong with it is an issue at its path. */
export function parseSource(source: string, path: string[]): ParsedSource {
  if (source.length > MAX_TEMPLATE_LENGTH) {
    const message = `A template may hold at most ${MAX_TEMPLATE_LENGTH} characters.`;
    return { ok: false, issue: { path, code: "too_long", message } };
  }
  try {
    return { ok: true, source: parsedSources.getOrCreate(source, () => parse(source)) };
  } catch (error) {
    return { ok: false, issue: { path, code: "invalid_template", message: syntaxMessage(error) } };
  }
}

function parse(source: string): LiquidSource {
  const text = withoutPlaceholders(source);
  const templates = parseLiquid(text);
  const isLiteral = templates.every((template) => TypeGuards.isHTMLToken(template.token));
  return {
    templates,
    roots: rootsOf(templates),
    literal: isLiteral ? text : null,
    flat: isLiteral ? null : flatten(templates),
    hasListNumbers: LIST_NUMBER.test(text),
  };
}

function syntaxMessage(error: unknown): string {
  if (error instanceof RangeError) return "It is nested too deeply.";
  if (!LiquidError.is(error)) return error instanceof Error ? error.message : "It is not valid Liquid.";

  const [line, column] = error.token.getPosition();
  const reason = error.originalError?.message ?? error.message.replace(/, line:\d+.*$/s, "");
  return `Line ${line}, column ${column}: ${reason}.`;
}
