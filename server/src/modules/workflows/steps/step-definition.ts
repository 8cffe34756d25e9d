import type { z } from "zod";
import type { Json, JsonObject } from "../../../platform/json.js";
import type { CompiledStep } from "../document/compiled.js";
import type { CompileContext } from "../document/compile-context.js";
import type { StepDocument, StepOf, StepType } from "../document/document.js";
import type { ParseContext } from "../document/parse-context.js";

/** The place of a step in its document. */
export interface StepPlace {
  context: ParseContext;
  path: readonly string[];
  /** Number of enclosing branches. */
  depth: number;
  /** Reads the steps of a branch. */
  readSteps(value: Json, path: readonly string[], depth: number): StepDocument[];
}

/** The place of a step in the compiled workflow. */
export interface StepSetting {
  /** The step after it. */
  next: string | null;
  context: CompileContext;
  /**
   * Compiles the steps of a branch, the last of which continues at `next`. Returns the first ref, or `next` if there are no
   * steps.
   */
  compileSteps(steps: readonly StepDocument[], next: string | null): string | null;
}

/** All that is known of a kind of step outside the engine. One per file in this folder. */
export interface StepDefinition<Type extends StepType> {
  /** The shape of its document: what JSON Schema can say too. */
  schema: z.ZodType<object>;
  /** JSON Schema keywords that the shape cannot express, such as mutually exclusive fields. */
  rules?: JsonObject;
  /** The step with its defaults; null when it is not valid, with the reasons noted in the context. */
  read(input: JsonObject, place: StepPlace): StepOf<Type> | null;
  compile(step: StepOf<Type>, setting: StepSetting): Extract<CompiledStep, { type: Type }>;
}
