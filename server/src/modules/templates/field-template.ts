import { storableText } from "./html/escape-html.js";
import { BoundedCache } from "./bounded-cache.js";
import { fillSkeleton, type HtmlSkeleton, parseSkeleton, withListNumbers } from "./html/html-skeleton.js";
import { MAX_OUTPUT_LENGTH, MAX_TEMPLATE_LENGTH } from "./liquid-engine.js";
import type { LiquidSource } from "./liquid-source.js";
import { remembering } from "./remembering.js";
import { type CollectedRendering, renderCollected, renderPlain } from "./run-liquid.js";
import { outputTooLarge, TemplateError } from "./template-error.js";
import type { TemplateScope } from "./template-scope.js";

/** A field that can be rendered. Throws a `TemplateError`. */
export type FieldTemplate = (scope: TemplateScope) => string;

/** Loops of different lengths make different skeletons; beyond these they are parsed again. */
const SKELETONS_PER_FIELD = 50;

export function plainField(source: LiquidSource, path: string[]): FieldTemplate {
  const { literal } = source;
  if (literal !== null) return constant(storableText(literal));
  return remembering(source.roots, (scope) => storableText(plainText(source, scope, path)));
}

export function markdownField(source: LiquidSource, path: string[]): FieldTemplate {
  const skeletons = new BoundedCache<string, HtmlSkeleton>(SKELETONS_PER_FIELD);
  return remembering(source.roots, (scope) => {
    const { text, values } = collected(source, scope, path);
    const markdown = source.hasListNumbers ? withListNumbers(text, values) : text;
    const skeleton = skeletons.getOrCreate(markdown, () => skeletonOf(markdown, path));

    const html = fillSkeleton(skeleton, values);
    if (html.length > MAX_OUTPUT_LENGTH) throw outputTooLarge("HTML", MAX_OUTPUT_LENGTH, path);
    return html;
  });
}

function constant(text: string): FieldTemplate {
  return () => text;
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
function skeletonOf(markdown: string, path: string[]): HtmlSkeleton {
  if (markdown.length > MAX_TEMPLATE_LENGTH) throw outputTooLarge("markdown", MAX_TEMPLATE_LENGTH, path);
  try {
    return parseSkeleton(storableText(markdown));
  } catch (error) {
    throw new TemplateError("render_failed", path, `${path.join(".")}: Its markdown is nested too deeply.`, error);
  }
}
