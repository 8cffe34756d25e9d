import { Context, type Template, toValueSync } from "liquidjs";
import type { OutputValue } from "./html/html-skeleton.js";
import { placeholder } from "./html/html-skeleton.js";
import {
  BoundedEmitter,
  engine,
  MAX_OUTPUT_LENGTH,
  MAX_STEPS,
  type OutputCollector,
  outputText,
  OutputTooLarge,
  setCollector,
} from "./liquid-engine.js";
import { MarkdownValue } from "./html/markdown-value.js";
import { TemplateError, type TemplateErrorCode } from "./template-error.js";
import type { TemplateScope } from "./template-scope.js";

/** A rendering whose outputs are placeholders in the text and values beside it. */
export interface CollectedRendering {
  text: string;
  values: OutputValue[];
}

class TooMuchWork extends Error {}

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

/** Plain text: outputs stand in it as they are. */
export function renderPlain(templates: Template[], scope: TemplateScope, path: string[]): string {
  return attempt(path, () => render(templates, scope, undefined));
}

export function renderCollected(templates: Template[], scope: TemplateScope, path: string[]): CollectedRendering {
  return attempt(path, () => {
    const collector = new ValueCollector();
    return { text: render(templates, scope, collector), values: collector.values };
  });
}

function render(templates: Template[], scope: TemplateScope, collector: OutputCollector | undefined): string {
  // Names of the scope win over top-level keys of data, which liquidjs looks up as globals.
  const context = new Context(scope, engine.options, { sync: true, globals: scope.data }, { liquid: engine });
  const emitter = new BoundedEmitter();
  if (collector !== undefined) setCollector(context, collector);
  limitSteps(context);
  toValueSync(engine.renderer.renderTemplates(templates, context, emitter));
  return emitter.buffer;
}

/** liquidjs asks the limiter before each node with the time; steps are counted there too, as they do not depend on it. */
function limitSteps(context: Context): void {
  const limiter = context.renderLimit;
  const checkTime = limiter.check.bind(limiter);
  let steps = 0;
  limiter.check = (timeMs: number): void => {
    steps += 1;
    if (steps > MAX_STEPS) throw new TooMuchWork();
    checkTime(timeMs);
  };
}

/** A rendering that was only too slow gets a second chance: the machine may have stalled. */
function attempt<T>(path: string[], run: () => T): T {
  try {
    return run();
  } catch (error) {
    const failure = templateError(error, path);
    if (failure.code !== "too_slow") throw failure;
  }

  try {
    return run();
  } catch (error) {
    throw templateError(error, path);
  }
}

function templateError(error: unknown, path: string[]): TemplateError {
  const cause = rootCause(error);
  const code = codeOf(cause);
  return new TemplateError(code, path, `${path.join(".")}: ${messageOf(code, cause)}`, cause);
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
  if (cause.message.startsWith("template render limit exceeded")) return "too_slow";
  if (cause.message.startsWith("memory alloc limit exceeded")) return "too_much_memory";
  return "render_failed";
}

function messageOf(code: TemplateErrorCode, cause: unknown): string {
  switch (code) {
    case "too_much_work":
      return `It takes more than ${MAX_STEPS} steps.`;
    case "too_slow":
      return "It takes too long.";
    case "too_much_memory":
      return "It takes too much memory.";
    case "output_too_large":
      return `Its result is longer than ${MAX_OUTPUT_LENGTH} characters.`;
    case "render_failed":
      return cause instanceof RangeError ? "It is nested too deeply." : cause instanceof Error ? cause.message : "";
  }
}
