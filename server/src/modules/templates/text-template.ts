import type { InputIssue } from "../../platform/errors/index.js";
import { storableText } from "./html/escape-html.js";
import { plainText } from "./field-template.js";
import { type LiquidSource, parseSource } from "./liquid-source.js";
import { type TemplateReads, readsOfRoots } from "./template-dependencies.js";
import type { TemplateScope } from "./template-scope.js";

/** Plain Liquid, for keys and times: outputs are inserted as they are, without escaping. */
export interface CompiledText {
  readonly source: LiquidSource;
  readonly path: string[];
}

export type CompileTextResult = { ok: true; template: CompiledText } | { ok: false; issues: InputIssue[] };

/** `path` is the text's place in its document, for issues and errors. */
export function compileText(source: string, path: string[] = []): CompileTextResult {
  const parsed = parseSource(source, path);
  return parsed.ok ? { ok: true, template: { source: parsed.source, path } } : { ok: false, issues: [parsed.issue] };
}

/** Throws a `TemplateError`. */
export function renderText(template: CompiledText, scope: TemplateScope): string {
  const { source, path } = template;
  return storableText(source.literal ?? plainText(source, scope, path));
}

export function readsOfText(template: CompiledText): TemplateReads {
  return readsOfRoots(template.source.roots);
}
