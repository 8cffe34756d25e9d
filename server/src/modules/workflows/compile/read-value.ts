import type { Json } from "../../../platform/json.js";
import { resolvePath, type ConditionScope } from "../../conditions/index.js";
import { renderText, type TemplateScope } from "../../templates/index.js";
import type { CompiledValue } from "../document/compiled.js";

/**
 * What a batch key, a throttle key or `until` says for one run; undefined when a path leads nowhere. The template scope is
 * asked for only where there is a template. Throws a `TemplateError`.
 */
export function readValue(
  value: CompiledValue,
  scope: ConditionScope,
  templateScope: (roots: ReadonlySet<string>) => TemplateScope,
): Json | undefined {
  if (value.kind === "path") return resolvePath(scope, value.path);
  return renderText(value.template, templateScope(value.template.source.roots));
}
