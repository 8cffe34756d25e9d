import { STEP_PROGRAMS, type StepPrograms } from "./engine/steps/index.js";
import type { OutsideEffect } from "./outside/outside-effect.js";
import { OUTSIDE_EFFECTS } from "./outside/outside-table.js";

/** The parts of the engine, the same for live work and simulations. */
export interface EngineParts {
  programs: StepPrograms;
  /** Effects that are done outside the transaction. */
  outside: readonly OutsideEffect[];
}

export const ENGINE_PARTS: EngineParts = { programs: STEP_PROGRAMS, outside: OUTSIDE_EFFECTS };
