import type { InputIssue } from "../../../platform/errors/index.js";
import { plainField, type FieldTemplate } from "../field-template.js";
import { parseSource, type LiquidSource } from "../liquid-source.js";
import { readsOfRoots } from "../template-dependencies.js";
import type { TemplateScope } from "../template-scope.js";
import type { CompiledOrIssues, CompiledTemplate } from "./channel-template.js";

/** Makes a field of a parsed text. */
export type FieldMaker = (source: LiquidSource, path: string[]) => FieldTemplate;

const NOTHING: FieldTemplate = () => ({ text: "", leftOut: [] });

/** Compiles the texts of one template, and collects their faults and the names that they read. */
export class TemplateFields {
  readonly issues: InputIssue[] = [];
  readonly #roots = new Set<string>();

  /** Compiles a field, by default as plain text. */
  field(text: string, path: string[], make: FieldMaker = plainField): FieldTemplate {
    const parsed = parseSource(text, path);
    if (!parsed.ok) {
      this.issues.push(parsed.issue);
      return NOTHING;
    }
    for (const root of parsed.source.roots) this.#roots.add(root);
    return make(parsed.source, path);
  }

  /** A field that may be left out: null then. */
  optional(text: string | undefined, path: string[], make?: FieldMaker): FieldTemplate | null {
    return text === undefined ? null : this.field(text, path, make);
  }

  /** Says that the template reads a name of the scope outside its texts. */
  reads(root: string): void {
    this.#roots.add(root);
  }

  refuse(path: string[], code: string, message: string): void {
    this.issues.push({ path, code, message });
  }

  /** The compiled template, or its faults. */
  template<Content>(parts: Omit<CompiledTemplate<Content>, "roots" | "readsRecipient">): CompiledOrIssues<Content> {
    if (this.issues.length > 0) return { ok: false, issues: this.issues };
    const { readsRecipient } = readsOfRoots(this.#roots);
    return { ok: true, template: { roots: this.#roots, readsRecipient, ...parts } };
  }
}

/** One line of a rendered field: line breaks in data cannot begin another header. */
export function lineOf(field: FieldTemplate, scope: TemplateScope): string {
  return field(scope)
    .text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ")
    .trim();
}
