import { storableText } from "./escape-html.js";
import { BoundedCache } from "./bounded-cache.js";
import { fillSkeleton, type HtmlSkeleton, parseSkeleton, withListNumbers } from "./html-skeleton.js";
import { MAX_OUTPUT_LENGTH, MAX_TEMPLATE_LENGTH } from "./liquid-engine.js";
import type { LiquidSource } from "./liquid-source.js";
import { renderCollected, renderPlain } from "./run-liquid.js";
import { TemplateError } from "./template-error.js";
import type { TemplateScope } from "./template-scope.js";

/** A field that can be rendered. Throws a `TemplateError`. */
export type FieldTemplate = (scope: TemplateScope) => string;

/** Loops of different lengths make different skeletons; beyond these they are parsed again. */
const SKELETONS_PER_FIELD = 50;

export function plainField(source: LiquidSource, path: string[]): FieldTemplate {
  const { literal } = source;
  if (literal !== null) return constant(storableText(literal));
  return remembering(source, (scope) => storableText(renderPlain(source.templates, scope, path)));
}

export function markdownField(source: LiquidSource, path: string[]): FieldTemplate {
  const skeletons = new BoundedCache<string, HtmlSkeleton>(SKELETONS_PER_FIELD);
  return remembering(source, (scope) => {
    const { text, values } = renderCollected(source.templates, scope, path);
    const markdown = source.hasListNumbers ? withListNumbers(text, values) : text;
    const skeleton = skeletons.getOrCreate(markdown, () => skeletonOf(markdown, path));

    const html = fillSkeleton(skeleton, values);
    if (html.length > MAX_OUTPUT_LENGTH) {
      const message = `${path.join(".")}: Its HTML is longer than ${MAX_OUTPUT_LENGTH} characters.`;
      throw new TemplateError("output_too_large", path, message);
    }
    return html;
  });
}

function constant(text: string): FieldTemplate {
  return () => text;
}

/** Markdown takes up to quadratic time, so its text may grow no longer by loops than it may be written. */
function skeletonOf(markdown: string, path: string[]): HtmlSkeleton {
  if (markdown.length > MAX_TEMPLATE_LENGTH) {
    const message = `${path.join(".")}: Its markdown is longer than ${MAX_TEMPLATE_LENGTH} characters.`;
    throw new TemplateError("output_too_large", path, message);
  }
  try {
    return parseSkeleton(storableText(markdown));
  } catch (error) {
    throw new TemplateError("render_failed", path, `${path.join(".")}: Its markdown is nested too deeply.`, error);
  }
}

/**
 * Keeps the last result while everything that the field may read stays the same, as it does for all recipients of a trigger
 * if it reads nothing of theirs. Compared by identity: parts of a scope are never changed in place.
 */
function remembering(source: LiquidSource, render: FieldTemplate): FieldTemplate {
  const roots = [...source.roots];
  if (roots.includes("recipient")) return render;

  let lastInputs: unknown[] | null = null;
  let lastResult = "";
  return (scope) => {
    if (lastInputs !== null && roots.every((root, index) => lastInputs?.[index] === Reflect.get(scope, root))) {
      return lastResult;
    }
    const result = render(scope);
    lastInputs = roots.map((root): unknown => Reflect.get(scope, root));
    lastResult = result;
    return result;
  };
}
