import { Context, LiquidError, type Template, toValueSync } from "liquidjs";
import type { OutputValue } from "./html/html-skeleton.js";
import { placeholder } from "./html/html-skeleton.js";
import {
  BoundedEmitter,
  engine,
  MAX_OUTPUT_LENGTH,
  type OutputCollector,
  outputText,
  OutputTooLarge,
  setCollector,
} from "./liquid-engine.js";
import {
  MAX_LINK_UNITS,
  MAX_LIST_ITEMS,
  MAX_STEPS,
  MAX_UNITS,
  TooMuchMemory,
  TooMuchWork,
  meterContext,
} from "./work/work-meter.js";
import { MarkdownValue } from "./html/markdown-value.js";
import { TemplateError, type TemplateErrorCode, type TemplatePlace } from "./template-error.js";
import type { TemplateScope } from "./template-scope.js";

/** A rendering: the text with placeholders, and the output values. */
export interface CollectedRendering {
  text: string;
  values: OutputValue[];
}

/** Keeps the values and leaves placeholders. */
class ValueCollector implements OutputCollector {
  readonly values: OutputValue[] = [];
  #length = 0;

  collect(value: unknown): string {
    const kept = value instanceof MarkdownValue ? value : outputText(value);
    this.#length += typeof kept === "string" ? kept.length : kept.source().length;
    if (this.#length > MAX_OUTPUT_LENGTH) throw new OutputTooLarge();

    return placeholder(this.values.push(kept) - 1);
  }
}

/** Plain text: outputs are inserted as they are. */
export function renderPlain(templates: Template[], scope: TemplateScope, path: string[]): string {
  return attempt(path, () => render(templates, scope, { path }));
}

export function renderCollected(templates: Template[], scope: TemplateScope, path: string[]): CollectedRendering {
  return attempt(path, () => {
    const collector = new ValueCollector();
    return { text: render(templates, scope, { path, collector }), values: collector.values };
  });
}

interface Field {
  path: readonly string[];
  collector?: OutputCollector;
}

function render(templates: Template[], scope: TemplateScope, { path, collector }: Field): string {
  // Names of the scope win over top-level keys of data, which liquidjs looks up as globals.
  const context = new Context(scope, engine.options, { sync: true, globals: scope.data }, { liquid: engine });
  const emitter = new BoundedEmitter();
  if (collector !== undefined) setCollector(context, collector);
  meterContext(context, unitsOf(path));
  toValueSync(engine.renderer.renderTemplates(templates, context, emitter));
  return emitter.buffer;
}

/** Paths begin in the template: any field other than the body is a label or a link. */
function unitsOf([field]: readonly string[]): number {
  return field === "actionUrl" || field === "buttons" ? MAX_LINK_UNITS : MAX_UNITS;
}

function attempt<T>(path: string[], run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw templateError(error, path);
  }
}

function templateError(error: unknown, path: string[]): TemplateError {
  const cause = rootCause(error);
  const code = codeOf(cause);
  return new TemplateError(code, path, `${path.join(".")}: ${messageOf(code, cause)}`, { cause, at: placeOf(error) });
}

function placeOf(error: unknown): TemplatePlace | null {
  if (!LiquidError.is(error)) return null;
  const [line = 1, column = 1] = error.token.getPosition();
  return { line, column };
}

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof Error && "originalError" in cause && cause.originalError instanceof Error) {
    cause = cause.originalError;
  }
  return cause;
}

function codeOf(cause: unknown): TemplateErrorCode {
  if (cause instanceof TooMuchWork) return "too_much_work";
  if (cause instanceof OutputTooLarge) return "output_too_large";
  if (!(cause instanceof Error)) return "render_failed";
  if (cause instanceof TooMuchMemory) return "too_much_memory";
  return "render_failed";
}

function messageOf(code: TemplateErrorCode, cause: unknown): string {
  switch (code) {
    case "too_much_work":
      return `It takes more than ${MAX_STEPS} steps, or too much work in them.`;
    case "too_much_memory":
      return `Its lists and ranges have more than ${MAX_LIST_ITEMS} items.`;
    case "output_too_large":
      return `Its result is longer than ${MAX_OUTPUT_LENGTH} characters.`;
    case "render_failed":
      return cause instanceof RangeError ? "It is nested too deeply." : cause instanceof Error ? cause.message : "";
  }
}
