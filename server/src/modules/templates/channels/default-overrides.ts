import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import { channelTemplate, type TemplateDocument, type TemplateType } from "./channel-templates.js";

/**
 * A template whose overrides lie over those that its channel has for all steps. Null where the type has no overrides, or where the
 * result is no template.
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
