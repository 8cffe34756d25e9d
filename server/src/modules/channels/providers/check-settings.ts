import type { ErrorObject, ValidateFunction } from "ajv";
import type { InputIssue } from "../../../platform/errors/index.js";
import type { JsonObject } from "../../../platform/json.js";
import { settingsAjv } from "../../../providers/kit/settings-ajv.js";

const ajv = settingsAjv();

const validators = new WeakMap<JsonObject, ValidateFunction>();

/** The issues of settings by their provider's schema. No issue contains a value, which may be a secret. */
export function checkSettings(schema: JsonObject, settings: JsonObject, path: readonly string[]): InputIssue[] {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  if (validate(settings)) return [];
  return (validate.errors ?? []).map((error) => toIssue(error, path));
}

function toIssue({ keyword, params, instancePath }: ErrorObject, base: readonly string[]): InputIssue {
  const names = instancePath.split("/").slice(1);
  const path = [...base, ...names.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))];
  const values: Record<string, unknown> = params;
  const limit = String(values.limit);
  switch (keyword) {
    case "required":
      return issue([...path, String(values.missingProperty)], "required", "The provider needs this setting.");
    case "additionalProperties":
      return issue(
        [...path, String(values.additionalProperty)],
        "unknown_key",
        "The provider has no such setting; check its spelling.",
      );
    case "type":
      return issue(path, "invalid_type", `This must be of the type ${String(values.type)}.`);
    case "enum":
      return issue(path, "invalid_value", `This must be one of ${[values.allowedValues].flat().join(", ")}.`);
    case "minLength":
      return limit === "1"
        ? issue(path, "empty", "This must not be empty.")
        : issue(path, "too_short", `This must have at least ${limit} characters.`);
    case "maxLength":
      return issue(path, "too_long", `This must have at most ${limit} characters.`);
    case "pattern":
      return issue(path, "invalid_format", `This must match the pattern ${String(values.pattern)}.`);
    case "format":
      return issue(path, "invalid_format", formatWords(String(values.format)));
    default:
      return issue(path, "invalid_value", `This does not fit the provider's settings (${keyword}).`);
  }
}

function formatWords(format: string): string {
  if (format === "email") return "This must be an email address, such as hello@acme.example.";
  return format === "uri" ? "This must be a URL." : `This must be of the form ${format}.`;
}

function issue(path: string[], code: string, message: string): InputIssue {
  return { path, code, message };
}
