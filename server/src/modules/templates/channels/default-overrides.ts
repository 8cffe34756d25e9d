import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import { channelTemplate, type TemplateDocument, type TemplateType } from "./channel-templates.js";

/**
 * The template with the default overrides of its channel below its own. Null if the type has no overrides, or if the result is
 * invalid.
 */
export function withDefaultOverrides<Type extends TemplateType>(
  type: Type,
  document: TemplateDocument<Type>,
  defaults: JsonObject,
): TemplateDocument<Type> | null {
  const { overrides, schema } = channelTemplate(type);
  if (!overrides) return null;
  const written: unknown = Reflect.get(document, "overrides");
  const own = isJsonObject(written) ? written : {};
  const merged = overrides.merge?.(defaults, own) ?? { ...defaults, ...own };
  const parsed = schema.safeParse({ ...document, overrides: merged });
  return parsed.success ? parsed.data : null;
}
