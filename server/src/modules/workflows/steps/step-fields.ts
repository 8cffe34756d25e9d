import { z } from "zod";
import type { JsonObject } from "../../../platform/json.js";
import { pathInText } from "../../conditions/index.js";
import { compileText, isTemplate, TEMPLATE_TYPES, type TemplateType } from "../../templates/index.js";
import {
  parseDuration,
  parseOffset,
  parseWindowRule,
  type DurationBounds,
  type Parsed,
  type TimeSpec,
} from "../../timing/index.js";
import type { StepBase } from "../document/document.js";
import type { StepPlace } from "./step-definition.js";

/** The name that the JSON Schema gives to the templates of a type of channel, such as `inAppTemplate`. */
export function templateDefinition(type: TemplateType): string {
  return `${type.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}Template`;
}

/** The fields of every step. */
export const stepBaseShape = {
  ref: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, {
    error: "1 to 64 letters, digits, dashes and underscores, beginning with a letter.",
  }),
  name: z.string().max(255).optional(),
  description: z.string().max(280).optional(),
};

// These are read by the modules that own them, which say more than a shape can; the JSON Schema describes them under `$defs`.
const ownedBy = (definition: string) => z.unknown().meta({ $ref: `#/$defs/${definition}` });
export const conditionsSchema = ownedBy("condition");
export const durationSchema = ownedBy("duration");
export const templateSchema = z
  .unknown()
  .meta({ anyOf: TEMPLATE_TYPES.map((type) => ({ $ref: `#/$defs/${templateDefinition(type)}` })) });
export const branchItemSchema = ownedBy("branch");
export const stepItemSchema = ownedBy("step");

/** A path or a template, of a batch's or throttle's key. */
export const valueSchema = z.string().min(1).max(1024);

/** `until`, `rule` and `offset`; the duration has its own name in each step. */
export const timeShape = {
  until: valueSchema.optional(),
  rule: ownedBy("windowRule").optional(),
  offset: ownedBy("offset").optional(),
};

/** JSON Schema for: exactly one of the three kinds of time, and an offset only for two of them. */
export function timeRules(durationField: "for" | "window"): JsonObject {
  return {
    oneOf: [{ required: [durationField] }, { required: ["until"] }, { required: ["rule"] }],
    not: { required: [durationField, "offset"] },
  };
}

export function baseOf(fields: { ref: string; name?: string; description?: string }): StepBase {
  return { ref: fields.ref, name: fields.name ?? null, description: fields.description ?? null };
}

interface TimeRange extends DurationBounds {
  /** The name of the duration's field in this step. */
  field: "for" | "window";
}

/** Exactly one kind of time. Reads the input itself, so that it speaks even when other fields of the step are wrong. */
export function readTime(input: JsonObject, range: TimeRange, place: StepPlace): TimeSpec {
  const { context, path } = place;
  checkKinds(input, range.field, place);

  const spec: TimeSpec = {};
  const take = <T>(parsed: Parsed<T>): T | undefined => {
    if (parsed.ok) return parsed.value;
    context.issues.push(...parsed.issues);
    return undefined;
  };
  const { [range.field]: duration, until, rule, offset } = input;
  if (duration !== undefined) spec.duration = take(parseDuration(duration, [...path, range.field], range));
  if (rule !== undefined) spec.rule = take(parseWindowRule(rule, [...path, "rule"]));
  if (offset !== undefined) spec.offset = take(parseOffset(offset, [...path, "offset"]));
  if (typeof until === "string") {
    checkValue(until, place, "until");
    spec.until = until;
  }
  return spec;
}

function checkKinds(input: JsonObject, durationField: string, { context, path }: StepPlace): void {
  const given = [durationField, "until", "rule"].filter((field) => input[field] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? "none" : given.join(" and ");
    const message = `Give exactly one of \`${durationField}\`, \`until\` and \`rule\`; this has ${found}.`;
    context.refuse([...path, given[1] ?? durationField], given.length === 0 ? "required" : "conflict", message);
  }
  if (input[durationField] !== undefined && input.offset !== undefined) {
    context.refuse([...path, "offset"], "conflict", "An offset moves `until` or `rule`; a fixed duration has none.");
  }
}

const VALUE_WORDS = "A path such as data.documentId, or a Liquid template such as {{ data.kind }}-{{ actor.id }}.";

/** Checks a path or a template, and records its faults under the field. */
export function checkValue(text: string, { context, path }: StepPlace, field: string): void {
  const at = [...path, field];
  if (pathInText(text)) return;
  if (!isTemplate(text)) {
    context.refuse(at, "invalid", VALUE_WORDS);
    return;
  }
  const compiled = compileText(text, at);
  if (!compiled.ok) context.issues.push(...compiled.issues);
}
