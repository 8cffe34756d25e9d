import { z } from "zod";
import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject, type Json } from "../../../platform/json.js";
import { checkDataSchema } from "../data-schema/data-schema.js";
import type { StepDocument, WorkflowDocument } from "../document/document.js";
import { ParseContext, type WorkflowSurroundings } from "../document/parse-context.js";
import type { StepPlace } from "../steps/step-definition.js";
import { conditionsSchema, stepItemSchema } from "../steps/step-fields.js";
import { isStepType, STEP_TYPES, STEPS } from "../steps/step-table.js";

export type ParsedWorkflow = { ok: true; document: WorkflowDocument } | { ok: false; issues: InputIssue[] };

/** Over all branches: far beyond any sense, far below what would be slow. */
const STEPS_MAX = 200;

/** A document with more faults gets only the first ones. */
const ISSUES_MAX = 200;

/** The longest list in a document; longer ones are refused by their shape. */
const LISTED_MAX = 100;

const settingsSchema = z.strictObject({
  overridePreferences: z.boolean().default(false),
  isCommercial: z.boolean().default(false),
  isOffered: z.boolean().default(true),
  readSync: z.enum(["none", "read", "all"]).default("none"),
  triggerFrequency: z
    .enum(["every_trigger", "once_per_recipient", "once_per_recipient_per_tenant"])
    .default("every_trigger"),
});

/** The document except the contents of its steps, which the step table defines. */
export const documentSchema = z.strictObject({
  $schema: z.string().optional(),
  key: z
    .string()
    .min(3)
    .max(255)
    .regex(/^[a-z0-9_-]+$/, { error: "Lower-case letters, digits, dashes and underscores." }),
  name: z.string().min(1).max(255),
  description: z.string().max(280).optional(),
  categories: z.array(z.string().min(1).max(255)).max(50).default([]),
  settings: settingsSchema.optional(),
  dataSchema: z.record(z.string(), z.unknown()).optional(),
  conditions: conditionsSchema.optional(),
  feedData: z.array(z.string().min(1).max(255)).max(100).default([]),
  steps: z.array(stepItemSchema),
});

/** Reads a document. On refusal all issues come at once, each with its path from the document down. */
export function parseWorkflow(input: unknown, surroundings: WorkflowSurroundings): ParsedWorkflow {
  const context = new ParseContext(surroundings);
  const fields = context.shape(documentSchema, input, []);
  if (!isJsonObject(input)) return { ok: false, issues: context.issues };

  checkRepeated(input.categories, ["categories"], context);
  checkRepeated(input.feedData, ["feedData"], context);
  const dataSchema = isJsonObject(input.dataSchema) ? input.dataSchema : null;
  if (dataSchema) {
    const isStored = surroundings.channels === null;
    context.issues.push(...(surroundings.schemaIssues ?? checkDataSchema(dataSchema, ["dataSchema"], isStored)));
  }
  const conditions = context.triggerCondition(input.conditions, ["conditions"]);
  const steps = readSteps(context, input.steps ?? null, { path: ["steps"], depth: 0 });

  if (!fields || context.issues.length > 0) return { ok: false, issues: context.issues.slice(0, ISSUES_MAX) };
  const { key, name, description = null, categories, feedData } = fields;
  const settings = settingsSchema.parse(fields.settings ?? {});
  return {
    ok: true,
    document: { key, name, description, categories, settings, dataSchema, conditions, feedData, steps },
  };
}

function readSteps(
  context: ParseContext,
  input: Json | undefined,
  at: Pick<StepPlace, "path" | "depth">,
): StepDocument[] {
  if (!Array.isArray(input)) return [];
  const steps: StepDocument[] = [];
  for (const [index, each] of input.entries()) {
    const step = readStep(context, each, { ...at, path: [...at.path, String(index)] });
    if (step) steps.push(step);
  }
  return steps;
}

function readStep(
  context: ParseContext,
  input: Json,
  { path, depth }: Pick<StepPlace, "path" | "depth">,
): StepDocument | null {
  context.stepCount += 1;
  if (context.stepCount > STEPS_MAX) {
    const message = `A workflow has at most ${STEPS_MAX} steps, those in branches included.`;
    return context.stepCount === STEPS_MAX + 1 ? context.refuse(path, "too_many", message) : null;
  }
  if (!isJsonObject(input))
    return context.refuse(path, "wrong_type", 'A step is an object such as { "ref": "bell", "type": "channel", … }.');
  if (!isStepType(input.type)) {
    const code = input.type === undefined ? "required" : "unknown_step_type";
    return context.refuse([...path, "type"], code, `The types of steps are ${STEP_TYPES.join(", ")}.`);
  }

  const place: StepPlace = {
    context,
    path,
    depth,
    readSteps: (value, inner, innerDepth) => readSteps(context, value, { path: inner, depth: innerDepth }),
  };
  // The step is not yet among the refs while it is parsed, because a step cannot refer to itself.
  const step = STEPS[input.type].read(input, place);
  noteRef(context, input.ref, path);
  return step;
}

function noteRef(context: ParseContext, ref: unknown, path: readonly string[]): void {
  if (typeof ref !== "string") return;
  const first = context.refs.get(ref);
  if (first)
    context.refuse([...path, "ref"], "duplicate", `The step at ${first.join(".")} has the ref "${ref}" already.`);
  else context.refs.set(ref, path);
}

function checkRepeated(list: unknown, path: string[], context: ParseContext): void {
  if (!Array.isArray(list)) return;
  const seen = new Set<unknown>();
  for (const [index, item] of list.slice(0, LISTED_MAX).entries()) {
    if (seen.has(item)) context.refuse([...path, String(index)], "duplicate", "This is in the list already.");
    seen.add(item);
  }
}
