import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { isTemplate } from "../liquid-source.js";
import type { TemplateScope } from "../template-scope.js";
import type { TemplateText } from "./channel-template.js";
import type { FieldMaker, TemplateFields } from "./template-fields.js";

/** JSON whose texts may hold Liquid. Data cannot change its structure: an output is always a part of a text. */
export type JsonTemplate = (scope: TemplateScope) => Json;

/** Compiles the texts of a JSON value; names of members are written out. */
export function compileJson(fields: TemplateFields, value: Json, path: string[], make?: FieldMaker): JsonTemplate {
  if (typeof value === "string") {
    if (!isTemplate(value)) return () => value;
    const field = fields.field(value, path, make);
    return (scope) => field(scope).text;
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileJson(fields, item, [...path, String(index)], make));
    return (scope) => items.map((item) => item(scope));
  }
  if (!isJsonObject(value)) return () => value;
  const members = Object.entries(value).map(
    ([name, each]) => [name, compileJson(fields, each, [...path, name], make)] as const,
  );
  return (scope) => Object.fromEntries(members.map(([name, member]) => [name, member(scope)]));
}

/** Like `compileJson`, for an object. */
export function compileObject(
  fields: TemplateFields,
  value: JsonObject,
  path: string[],
): (scope: TemplateScope) => JsonObject {
  const compiled = compileJson(fields, value, path);
  return (scope) => {
    const rendered = compiled(scope);
    return isJsonObject(rendered) ? rendered : {};
  };
}

/** The texts of a JSON value that hold Liquid. */
export function textsOfJson(value: Json, path: string[]): TemplateText[] {
  if (typeof value === "string") return isTemplate(value) ? [{ path, text: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => textsOfJson(each ?? null, [...path, name]));
}
