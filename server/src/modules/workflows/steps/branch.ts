import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import type { BranchDocument } from "../document/document.js";
import { baseOf, branchItemSchema, conditionsSchema, stepBaseShape, stepItemSchema } from "./step-fields.js";
import type { StepDefinition, StepPlace } from "./step-definition.js";

const BRANCHES_MAX = 10;
const DEPTH_MAX = 5;

const schema = z.strictObject({
  ...stepBaseShape,
  type: z.literal("branch"),
  branches: z.array(branchItemSchema).min(1).max(BRANCHES_MAX),
});

export const branchSchema = z.strictObject({
  name: z.string().min(1).max(255),
  conditions: conditionsSchema.optional(),
  steps: z.array(stepItemSchema),
  terminates: z.boolean().default(false),
});

/** Takes the first branch whose conditions hold, else the last. */
export const branchStep: StepDefinition<"branch"> = {
  schema,

  read(input, place) {
    const { context, path, depth } = place;
    const fields = context.shape(schema, input, path);
    if (depth >= DEPTH_MAX) {
      return context.refuse(path, "too_deep", `Branches may lie at most ${DEPTH_MAX} deep within each other.`);
    }
    if (!Array.isArray(input.branches)) return null;
    // The shape refuses more branches; checking them would only take time.
    const all = input.branches.slice(0, BRANCHES_MAX + 1);
    checkNames(all, place);
    const branches = all.map((branch, index) =>
      readBranch(branch, index, { ...place, isLast: index === all.length - 1 }),
    );
    const read = branches.filter((branch) => branch !== null);
    return fields && read.length === all.length ? { ...baseOf(fields), type: "branch", branches: read } : null;
  },

  compile({ ref, branches }, { next, context, compileSteps }) {
    const compiled = branches.map(({ name, conditions, steps, terminates }) => ({
      name,
      conditions: context.condition(conditions),
      first: compileSteps(steps, terminates ? null : next),
      terminates,
    }));
    return { ref, next, conditions: null, type: "branch", branches: compiled };
  },
};

function readBranch(input: Json, index: number, place: StepPlace & { isLast: boolean }): BranchDocument | null {
  const { context, isLast } = place;
  const path = [...place.path, "branches", String(index)];
  const fields = context.shape(branchSchema, input, path);
  if (!isJsonObject(input)) return null;

  const conditions = readConditions(input, path, place);
  const steps = Array.isArray(input.steps) ? place.readSteps(input.steps, [...path, "steps"], place.depth + 1) : [];
  if (!fields || (!isLast && !conditions)) return null;
  return { name: fields.name, conditions, steps, terminates: fields.terminates };
}

function readConditions(
  input: JsonObject,
  path: string[],
  place: StepPlace & { isLast: boolean },
): BranchDocument["conditions"] {
  const at = [...path, "conditions"];
  const isGiven = input.conditions !== undefined;
  if (place.isLast && isGiven) {
    return place.context.refuse(
      at,
      "conflict",
      "The last branch is the default and has no conditions; add one without.",
    );
  }
  if (!place.isLast && !isGiven) {
    return place.context.refuse(at, "required", "This is missing. Every branch but the last needs conditions.");
  }
  return place.context.stepCondition(input.conditions, at);
}

function checkNames(branches: readonly Json[], { context, path }: StepPlace): void {
  const seen = new Set<string>();
  for (const [index, branch] of branches.entries()) {
    const name = isJsonObject(branch) ? branch.name : undefined;
    if (typeof name !== "string" || !seen.has(name)) {
      if (typeof name === "string") seen.add(name);
      continue;
    }
    context.refuse(
      [...path, "branches", String(index), "name"],
      "duplicate",
      `There is already a branch named "${name}".`,
    );
  }
}
