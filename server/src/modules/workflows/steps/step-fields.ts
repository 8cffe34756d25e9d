import { z } from "zod";
import type { JsonObject } from "../../../platform/json.js";
import { pathInText } from "../../conditions/index.js";
import { compileText, isTemplate } from "../../templates/index.js";
import {
  DURATION_UNITS,
  WEEKDAYS,
  type Duration,
  type Offset,
  type TimeSpec,
  type WindowRule,
} from "../../timing/index.js";
import type { StepBase } from "../document.js";
import type { StepPlace } from "./step-definition.js";

/** Says how many milliseconds a unit has at most, for limits; how long it really is, the calendar says. */
const LONGEST_MS: Readonly<Record<Duration["unit"], number>> = {
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
  months: 31 * 86_400_000,
};

/** Shared by all schemas, so that the JSON Schema names them once under `$defs`. */
export const durationSchema = z.strictObject({
  unit: z.enum(DURATION_UNITS),
  value: z.int().min(1).max(31_536_000),
});

export const offsetSchema = z.strictObject({
  unit: z.enum(DURATION_UNITS),
  value: z.int().min(1).max(31_536_000),
  direction: z.enum(["before", "after"]),
});

export const windowRuleSchema = z.strictObject({
  frequency: z.enum(["hourly", "daily", "weekly", "monthly"]),
  interval: z.int().min(1).max(12).optional(),
  days: z.union([z.array(z.enum(WEEKDAYS)).min(1).max(7), z.enum(["weekdays", "weekends"])]).optional(),
  hours: z.int().min(0).max(23).optional(),
  minutes: z.int().min(0).max(55).multipleOf(5).optional(),
  dayOfMonth: z.int().min(1).max(31).optional(),
});

export const stepBaseShape = {
  ref: z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, {
    error: "1 to 64 letters, digits, dashes and underscores, beginning with a letter.",
  }),
  name: z.string().max(255).optional(),
  description: z.string().max(280).optional(),
};

/** Read with `Reading.stepCondition`, which says more than a schema can. */
export const conditionsSchema = z.unknown().meta({ $ref: "#/$defs/condition" });

export const valueSchema = z.string().min(1).max(1024);

/** `until`, `rule` and `offset`; the duration has its own name in each step. */
export const timeShape = {
  until: valueSchema.optional(),
  rule: windowRuleSchema.optional(),
  offset: offsetSchema.optional(),
};

/** JSON Schema for: exactly one of the three kinds of time. */
export function timeRules(durationField: "for" | "window"): JsonObject {
  return {
    oneOf: [{ required: [durationField] }, { required: ["until"] }, { required: ["rule"] }],
    not: { required: [durationField, "offset"] },
  };
}

export function baseOf(fields: { ref: string; name?: string; description?: string }): StepBase {
  return { ref: fields.ref, name: fields.name ?? null, description: fields.description ?? null };
}

interface TimeFields {
  duration?: Duration;
  until?: string;
  rule?: WindowRule;
  offset?: Offset;
}

interface TimeRange {
  /** What the duration is called in this step. */
  field: "for" | "window";
  minMs: number;
  maxMs: number;
  /** The range in words. */
  words: string;
}

/** Exactly one kind of time, in its range. Looks at the input too, so that it speaks even when other fields are wrong. */
export function readTime(input: JsonObject, fields: TimeFields | null, range: TimeRange, place: StepPlace): TimeSpec {
  const { reading, path } = place;
  const given = [range.field, "until", "rule"].filter((field) => input[field] !== undefined);
  if (given.length !== 1) {
    const words = `Give exactly one of \`${range.field}\`, \`until\` and \`rule\`; this has ${given.length === 0 ? "none" : given.join(" and ")}.`;
    reading.refuse(given.length === 0 ? path : [...path, given[1] ?? ""], "one_of", words);
  }
  if (input[range.field] !== undefined && input.offset !== undefined) {
    reading.refuse([...path, "offset"], "conflict", "An offset moves `until` or `rule`; a fixed duration has none.");
  }
  if (!fields) return {};

  const { duration, until, rule, offset } = fields;
  if (duration) checkRange(duration, range, place);
  if (until !== undefined) checkValue(until, place, "until");
  if (rule) checkRule(rule, place);
  return {
    ...(duration && { duration }),
    ...(until !== undefined && { until }),
    ...(rule && { rule }),
    ...(offset && { offset }),
  };
}

function checkRange(duration: Duration, range: TimeRange, { reading, path }: StepPlace): void {
  const ms = longestMs(duration);
  if (ms < range.minMs || ms > range.maxMs) reading.refuse([...path, range.field], "out_of_range", range.words);
}

export function longestMs(duration: Duration): number {
  return duration.value * LONGEST_MS[duration.unit];
}

function checkRule(rule: WindowRule, { reading, path }: StepPlace): void {
  const misplaced: [keyof WindowRule, boolean, string][] = [
    ["dayOfMonth", rule.frequency === "monthly", "monthly"],
    ["days", rule.frequency === "weekly" || rule.frequency === "daily", "daily or weekly"],
    ["hours", rule.frequency !== "hourly", "daily, weekly or monthly"],
  ];
  for (const [field, fits, words] of misplaced) {
    if (rule[field] === undefined || fits) continue;
    reading.refuse([...path, "rule", field], "conflict", `\`${field}\` belongs to a rule whose frequency is ${words}.`);
  }
}

const VALUE_WORDS = "A path such as data.documentId, or a Liquid template such as {{ data.kind }}-{{ actor.id }}.";

/** A path or a template; what is wrong with it is noted under the field. */
export function checkValue(text: string, { reading, path }: StepPlace, field: string): void {
  const at = [...path, field];
  if (pathInText(text)) return;
  if (!isTemplate(text)) {
    reading.refuse(at, "invalid", VALUE_WORDS);
    return;
  }
  const compiled = compileText(text, at);
  if (!compiled.ok) reading.issues.push(...compiled.issues);
}
