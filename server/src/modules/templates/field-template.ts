import { LRUCache } from "lru-cache";
import { storableText } from "./html/escape-html.js";
import { fillEscaped, fillSkeleton, type HtmlSkeleton, parseSkeleton, withListNumbers } from "./html/html-skeleton.js";
import { markCount } from "./html/markdown-parser.js";
import { MAX_OUTPUT_LENGTH, MAX_TEMPLATE_LENGTH } from "./liquid-engine.js";
import { type LeftOut, LeftOuts } from "./html/left-out.js";
import type { LiquidSource } from "./liquid-source.js";
import { memoizeLast } from "./memoize-last.js";
import { type CollectedRendering, renderCollected, renderPlain } from "./run-liquid.js";
import { outputTooLarge, TemplateError } from "./template-error.js";
import type { TemplateScope } from "./template-scope.js";

/** A field's text, and what of it may not be shown. */
export interface RenderedField {
  readonly text: string;
  readonly leftOut: readonly LeftOut[];
}

/** A field that can be rendered. Throws a `TemplateError`. */
export type FieldTemplate = (scope: TemplateScope) => RenderedField;

/** Loops of different lengths make different skeletons; beyond these they are parsed again. */
const SKELETONS_PER_FIELD = 50;

/** Asterisks, brackets, line breaks and so on: the parser and the sanitiser take up to 10 µs for each. */
const MAX_MARKS = 10_000;

export function plainField(source: LiquidSource, path: string[]): FieldTemplate {
  const { literal } = source;
  if (literal !== null) return constant(renderedText(literal, path));
  return memoizeLast(source.roots, (scope) => renderedText(plainText(source, scope, path), path));
}

/** `schemes`: additional link schemes. */
export function markdownField(source: LiquidSource, path: string[], schemes: readonly string[]): FieldTemplate {
  const skeletons = new LRUCache<string, HtmlSkeleton>({
    max: SKELETONS_PER_FIELD,
    memoMethod: (markdown) => skeletonOf(markdown, path, schemes),
  });
  return memoizeLast(source.roots, (scope) => {
    const { text, values } = collected(source, scope, path);
    const markdown = source.hasListNumbers ? withListNumbers(text, values) : text;
    const skeleton = skeletons.memo(markdown);

    const leftOut = new LeftOuts(path.join("."), skeleton.leftOut);
    const html = fillSkeleton(skeleton, values, { schemes, leftOut });
    if (html.length > MAX_OUTPUT_LENGTH) throw outputTooLarge("HTML", MAX_OUTPUT_LENGTH, path);
    return { text: html, leftOut: leftOut.all() };
  });
}

/** HTML by the template's author: kept as it is, with outputs escaped in it. */
export function escapedField(source: LiquidSource, path: string[]): FieldTemplate {
  return memoizeLast(source.roots, (scope) => {
    const { text, values } = collected(source, scope, path);
    const html = fillEscaped(text, values);
    if (html.length > MAX_OUTPUT_LENGTH) throw outputTooLarge("HTML", MAX_OUTPUT_LENGTH, path);
    return renderedText(html, path);
  });
}

/** Markdown that is sent as markdown: outputs are escaped, so that they cannot act as markup. */
export function markdownSourceField(source: LiquidSource, path: string[]): FieldTemplate {
  return memoizeLast(source.roots, (scope) => {
    const { text, values } = collected(source, scope, path);
    const markdown = fillEscaped(text, values, escapeMarkdown);
    if (markdown.length > MAX_OUTPUT_LENGTH) throw outputTooLarge("text", MAX_OUTPUT_LENGTH, path);
    return renderedText(markdown, path);
  });
}

/** Every mark of ASCII, as CommonMark allows. Blanks that begin a line go, since they could begin code. */
function escapeMarkdown(value: string): string {
  return value.replace(/\s*[\r\n]\s*/g, "\n").replace(/[!-/:-@[-`{-~]/g, "\\$&");
}

/**
 * Text of a vendor's own JSON: in what outputs give, nothing begins a mention or a link. A space without width keeps the marks
 * apart, since vendors escape differently.
 */
export function guardedField(source: LiquidSource, path: string[]): FieldTemplate {
  return memoizeLast(source.roots, (scope) => {
    const { text, values } = collected(source, scope, path);
    const guarded = fillEscaped(text, values, guardMentions);
    if (guarded.length > MAX_OUTPUT_LENGTH) throw outputTooLarge("text", MAX_OUTPUT_LENGTH, path);
    return renderedText(guarded, path);
  });
}

function guardMentions(value: string): string {
  return value.replace(/<(?=\S)|\](?=\()|@(?=everyone|here)/gi, "$&\u200b");
}

function constant(rendered: RenderedField): FieldTemplate {
  return () => rendered;
}

function renderedText(raw: string, path: string[]): RenderedField {
  const text = storableText(raw);
  if (text === raw) return { text, leftOut: [] };
  const leftOut = new LeftOuts(path.join("."));
  leftOut.add("text", "not_storable");
  return { text, leftOut: leftOut.all() };
}

/** Plain text of a template; the value of an output reads as in `outputText`. */
export function plainText(source: LiquidSource, scope: TemplateScope, path: string[]): string {
  const { flat } = source;
  if (flat === null) return renderPlain(source.templates, scope, path);

  const values = flat.evaluate(scope, path);
  let text = flat.texts[0] ?? "";
  for (const [index, value] of values.entries()) text += String(value) + (flat.texts[index + 1] ?? "");
  if (text.length > MAX_OUTPUT_LENGTH) throw outputTooLarge("text", MAX_OUTPUT_LENGTH, path);
  return text;
}

function collected(source: LiquidSource, scope: TemplateScope, path: string[]): CollectedRendering {
  if (source.flat === null) return renderCollected(source.templates, scope, path);
  return { text: source.flat.skeleton, values: source.flat.evaluate(scope, path) };
}

/** Markdown takes up to quadratic time, so its text may grow no longer by loops than it may be written. */
function skeletonOf(markdown: string, path: string[], schemes: readonly string[]): HtmlSkeleton {
  if (markdown.length > MAX_TEMPLATE_LENGTH) throw outputTooLarge("markdown", MAX_TEMPLATE_LENGTH, path);
  if (markCount(markdown) > MAX_MARKS) {
    const message = `${path.join(".")}: Its markdown has more than ${MAX_MARKS} characters that mark something.`;
    throw new TemplateError("too_much_work", path, message);
  }
  try {
    return parseSkeleton(storableText(markdown), { schemes, leftOut: new LeftOuts(path.join(".")) });
  } catch (error) {
    throw new TemplateError("render_failed", path, `${path.join(".")}: Its markdown is nested too deeply.`, {
      cause: error,
    });
  }
}
