import type { Json } from "../../platform/json.js";
import { resolvePath, type ConditionScope } from "../conditions/index.js";
import { renderText, type TemplateScope } from "../templates/index.js";
import type { CompiledValue } from "./compiled.js";

/**
 * What a batch key, a throttle key or `until` says for one run; undefined when a path leads nowhere. The template scope is
 * asked for only where there is a template. Throws a `TemplateError`.
 */
export function readValue(
  value: CompiledValue,
  scope: ConditionScope,
  templateScope: () => TemplateScope,
): Json | undefined {
  return value.kind === "path" ? resolvePath(scope, value.path) : renderText(value.template, templateScope());
}
