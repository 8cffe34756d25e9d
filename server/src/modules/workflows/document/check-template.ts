import type { InputIssue } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { channelTemplate, type TemplateDocument, type TemplateType } from "../../templates/index.js";
import { ParseContext } from "./parse-context.js";

export type CheckedTemplate<Type extends TemplateType> =
  { ok: true; document: TemplateDocument<Type> } | { ok: false; issues: InputIssue[] };

/** Checks a template alone, as the step of a document would be. Paths of issues start at the template. */
export function checkTemplate<Type extends TemplateType>(
  type: Type,
  template: JsonObject,
  linkSchemes: readonly string[],
): CheckedTemplate<Type> {
  const kind = channelTemplate(type);
  const context = new ParseContext({ channels: null });
  const document = context.shape(kind.schema, template, []);
  if (!document) return { ok: false, issues: context.issues };
  const compiled = kind.compile(document, { schemes: linkSchemes, areLiteralsChecked: true });
  return compiled.ok ? { ok: true, document } : { ok: false, issues: compiled.issues };
}
