import { LiquidError, type Template, TypeGuards } from "liquidjs";
import { LRUCache } from "lru-cache";
import type { InputIssue } from "../../platform/errors/index.js";
import { type FlatSource, flatten } from "./fast-path.js";
import { withoutPlaceholders } from "./html/html-skeleton.js";
import { MAX_TEMPLATE_LENGTH, parseLiquid } from "./liquid-engine.js";
import { rootsOf } from "./template-dependencies.js";

/** Parsed Liquid. Never changes, so that equal sources share one. */
export interface LiquidSource {
  templates: Template[];
  roots: ReadonlySet<string>;
  /** The text itself, if it contains no Liquid. */
  literal: string | null;
  /** The fast path, if the text contains no tags. */
  flat: FlatSource | null;
  /** Whether an output is followed by characters that would make it a list's number. */
  hasListNumbers: boolean;
}

export type ParsedSource = { ok: true; source: LiquidSource } | { ok: false; issue: InputIssue };

/** Maximum number of outputs and tags of one template; parsing takes up to 10 µs for each. */
const MAX_PARTS = 5000;

function partCount(source: string): number {
  let count = 0;
  for (let at = source.indexOf("{"); at >= 0; at = source.indexOf("{", at + 1)) {
    const next = source[at + 1];
    if (next === "{" || next === "%") count += 1;
  }
  return count;
}

const LIST_NUMBER = /\}\}[.)][ \t]/;

/**
 * Failures too: a document is looked at in slices first, and then as a whole. Parsed, a text takes up to two hundred times
 * its length.
 */
const parsedSources = new LRUCache<string, LiquidSource | { failure: unknown }>({
  max: 1_000,
  maxSize: 1_048_576,
  // At least 1, as the library requires; the empty text is cached too.
  sizeCalculation: (_parsed, source) => source.length + 1,
  memoMethod: attempt,
});

export function isTemplate(source: string): boolean {
  return source.includes("{{") || source.includes("{%");
}

/** Parses a field; faults are issues at its path. */
export function parseSource(source: string, path: string[]): ParsedSource {
  if (source.length > MAX_TEMPLATE_LENGTH) {
    const message = `A template may hold at most ${MAX_TEMPLATE_LENGTH} characters.`;
    return { ok: false, issue: { path, code: "too_long", message } };
  }
  if (partCount(source) > MAX_PARTS) {
    const message = `A template may hold at most ${MAX_PARTS} outputs and tags.`;
    return { ok: false, issue: { path, code: "too_complex", message } };
  }
  const parsed = parsedSources.memo(source);
  if (!("failure" in parsed)) return { ok: true, source: parsed };
  return { ok: false, issue: { path, code: "invalid_template", message: syntaxMessage(parsed.failure) } };
}

/** Parses a text that is asked for soon, so that it is remembered then. */
export function parseText(source: string): void {
  if (source.length > MAX_TEMPLATE_LENGTH || partCount(source) > MAX_PARTS) return;
  parsedSources.memo(source);
}

function attempt(source: string): LiquidSource | { failure: unknown } {
  try {
    return parse(source);
  } catch (failure) {
    return { failure };
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

/** What keeps a text from being a template. Lines and columns count from 1. */
export interface SyntaxFault {
  /** Stable, such as `liquid.unknown_filter`. */
  code: string;
  line: number;
  column: number;
  message: string;
}

/** The fault of a text that does not parse; null for one that does, and for one that is too long to be parsed. */
export function syntaxFaultOf(source: string): SyntaxFault | null {
  if (source.length > MAX_TEMPLATE_LENGTH || partCount(source) > MAX_PARTS) return null;
  const parsed = parsedSources.memo(source);
  return "failure" in parsed ? syntaxFault(parsed.failure) : null;
}

function syntaxMessage(error: unknown): string {
  const { line, column, message, hasPlace } = syntaxFault(error);
  return hasPlace ? `Line ${line}, column ${column}: ${message}.` : message;
}

function syntaxFault(error: unknown): SyntaxFault & { hasPlace: boolean } {
  const start = { code: "liquid.syntax", line: 1, column: 1, hasPlace: false };
  if (error instanceof RangeError) return { ...start, message: "It is nested too deeply." };
  if (!LiquidError.is(error))
    return { ...start, message: error instanceof Error ? error.message : "It is not valid Liquid." };

  const [line = 1, column = 1] = error.token.getPosition();
  const message = error.originalError?.message ?? error.message.replace(/, line:\d+.*$/s, "");
  return { code: syntaxCode(message), line, column, message, hasPlace: true };
}

function syntaxCode(message: string): string {
  if (message.startsWith("undefined filter")) return "liquid.unknown_filter";
  if (/^tag .* not found$/s.test(message)) return "liquid.unknown_tag";
  return message.endsWith("not closed") ? "liquid.not_closed" : "liquid.syntax";
}
