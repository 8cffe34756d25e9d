import type { InputIssue } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { ChannelType } from "../../channels/index.js";
import { channelTemplate, isTemplateType, withDefaultOverrides } from "../../templates/index.js";
import { ParseContext } from "./parse-context.js";

/** The faults of the default overrides of a channel. */
export function checkOverrides(type: ChannelType, value: JsonObject, path: readonly string[]): InputIssue[] {
  const refuse = (code: string, message: string): InputIssue[] => [{ path: [...path], code, message }];
  const kind = isTemplateType(type) ? channelTemplate(type) : null;
  if (!isTemplateType(type) || !kind?.overrides)
    return refuse("unsupported", `Channels of type ${type} have no overrides.`);
  const context = new ParseContext({ channels: null });
  if (context.shape(kind.overrides.schema, value, path) === null) return context.issues;
  const document = withDefaultOverrides(type, kind.overrides.bare, value);
  if (!document) return refuse("invalid", "These are no overrides.");
  const compiled = kind.compile(document, { schemes: [], areLiteralsChecked: true });
  if (!compiled.ok) return compiled.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path.slice(1)] }));
  // Preferences are loaded only for workflows whose own text names them.
  if (!JSON.stringify(value).includes("preferences")) return [];
  return refuse("unsupported", "The overrides of a channel cannot read preferences.");
}
