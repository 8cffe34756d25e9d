import { z } from "zod";
import type { InputIssue } from "../../platform/errors/index.js";
import { isJsonObject, type Json } from "../../platform/json.js";
import { checkDataSchema } from "./data-schema.js";
import type { StepDocument, WorkflowDocument } from "./document.js";
import { Reading, type WorkflowSurroundings } from "./reading.js";
import type { StepPlace } from "./steps/step-definition.js";
import { conditionsSchema, stepItemSchema } from "./steps/step-fields.js";
import { isStepType, STEP_TYPES, STEPS } from "./steps/step-table.js";

export type ParsedWorkflow = { ok: true; document: WorkflowDocument } | { ok: false; issues: InputIssue[] };

/** Over all branches: far beyond any sense, far below what would be slow. */
const STEPS_MAX = 200;

const settingsSchema = z.strictObject({
  overridePreferences: z.boolean().default(false),
  isCommercial: z.boolean().default(false),
  readSync: z.enum(["none", "read", "all"]).default("none"),
  triggerFrequency: z
    .enum(["every_trigger", "once_per_recipient", "once_per_recipient_per_tenant"])
    .default("every_trigger"),
});

/** The document but for its steps' insides, which the step table holds. */
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
  const reading = new Reading(surroundings);
  const fields = reading.shape(documentSchema, input, []);
  if (!isJsonObject(input)) return { ok: false, issues: reading.issues };

  checkRepeated(input.categories, ["categories"], reading);
  checkRepeated(input.feedData, ["feedData"], reading);
  const dataSchema = isJsonObject(input.dataSchema) ? input.dataSchema : null;
  if (dataSchema) reading.issues.push(...checkDataSchema(dataSchema, ["dataSchema"]));
  const conditions = reading.triggerCondition(input.conditions, ["conditions"]);
  const steps = readSteps(reading, input.steps ?? null, { path: ["steps"], depth: 0 });

  if (!fields || reading.issues.length > 0) return { ok: false, issues: reading.issues };
  const { key, name, description = null, categories, feedData } = fields;
  const settings = settingsSchema.parse(fields.settings ?? {});
  return {
    ok: true,
    document: { key, name, description, categories, settings, dataSchema, conditions, feedData, steps },
  };
}

function readSteps(reading: Reading, input: Json | undefined, at: Pick<StepPlace, "path" | "depth">): StepDocument[] {
  if (!Array.isArray(input)) return [];
  const steps: StepDocument[] = [];
  for (const [index, each] of input.entries()) {
    const step = readStep(reading, each, { ...at, path: [...at.path, String(index)] });
    if (step) steps.push(step);
  }
  return steps;
}

function readStep(
  reading: Reading,
  input: Json,
  { path, depth }: Pick<StepPlace, "path" | "depth">,
): StepDocument | null {
  reading.stepCount += 1;
  if (reading.stepCount > STEPS_MAX) {
    const message = `A workflow has at most ${STEPS_MAX} steps, those in branches included.`;
    return reading.stepCount === STEPS_MAX + 1 ? reading.refuse(path, "too_many", message) : null;
  }
  if (!isJsonObject(input))
    return reading.refuse(path, "wrong_type", 'A step is an object such as { "ref": "bell", "type": "channel", … }.');
  if (!isStepType(input.type)) {
    const code = input.type === undefined ? "required" : "unknown_step_type";
    return reading.refuse([...path, "type"], code, `The types of steps are ${STEP_TYPES.join(", ")}.`);
  }

  const place: StepPlace = {
    reading,
    path,
    depth,
    readSteps: (value, inner, innerDepth) => readSteps(reading, value, { path: inner, depth: innerDepth }),
  };
  // Not yet among the refs while it is read: a step cannot ask about itself.
  const step = STEPS[input.type].read(input, place);
  noteRef(reading, input.ref, path);
  return step;
}

function noteRef(reading: Reading, ref: unknown, path: readonly string[]): void {
  if (typeof ref !== "string") return;
  const first = reading.refs.get(ref);
  if (first)
    reading.refuse([...path, "ref"], "duplicate", `The step at ${first.join(".")} has the ref "${ref}" already.`);
  else reading.refs.set(ref, path);
}

function checkRepeated(list: unknown, path: string[], reading: Reading): void {
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) {
    if (list.indexOf(item) !== index)
      reading.refuse([...path, String(index)], "duplicate", "This is in the list already.");
  }
}
