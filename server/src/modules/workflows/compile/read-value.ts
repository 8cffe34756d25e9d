import type { Json } from "../../../platform/json.js";
import { resolvePath, type ConditionScope } from "../../conditions/index.js";
import { renderText, type TemplateScope } from "../../templates/index.js";
import type { CompiledValue } from "../document/compiled.js";

/**
 * The value of a batch key, a throttle key or `until` for one run; undefined if a path leads to no value. The template scope
 * is built only if there is a template. Throws a `TemplateError`.
 */
export function readValue(
  value: CompiledValue,
  scope: ConditionScope,
  templateScope: (roots: ReadonlySet<string>) => TemplateScope,
): Json | undefined {
  if (value.kind === "path") return resolvePath(scope, value.path);
  return renderText(value.template, templateScope(value.template.source.roots));
}
