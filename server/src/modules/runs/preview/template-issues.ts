import type { InputIssue } from "../../../platform/errors/index.js";
import type { Json, JsonObject } from "../../../platform/json.js";
import { syntaxFaultOf, type LeftOut, type TemplateError } from "../../templates/index.js";
import { describeTrace } from "../api/describe-trace.js";

/** One fault of a template. Lines and columns count from 1. */
export interface PlacedIssue {
  code: string;
  field: string;
  line: number;
  column: number;
  message: string;
}

const START = { line: 1, column: 1 };

/** The issues of a check, each at its line and column where the field is a text that does not parse. */
export function placeIssues(issues: readonly InputIssue[], template: JsonObject): PlacedIssue[] {
  return issues.map(({ path, code, message }) => {
    const field = path.join(".");
    const text = code === "invalid_template" ? valueAt(template, path) : undefined;
    const fault = typeof text === "string" ? syntaxFaultOf(text) : null;
    if (!fault) return { code, field, ...START, message };
    return { code: fault.code, field, line: fault.line, column: fault.column, message: fault.message };
  });
}

/** A fault that appeared only with these values. */
export function placeRenderError({ code, path, at, message }: TemplateError): PlacedIssue {
  return { code: `liquid.${code}`, field: path.join("."), ...(at ?? START), message };
}

/** What rendering removed, such as a link that is not allowed; in the words of the trace. */
export function placeLeftOut({ field, what, reason, count, value }: LeftOut): PlacedIssue {
  const values = { what, field, reason, count, ...(value !== undefined && { value }) };
  return { code: "template.left_out", field, ...START, message: describeTrace("template.left_out", values) };
}

function valueAt(template: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? value[key] : undefined;
  }, template);
}
