import type { StepProgram } from "../types.js";
import type { CompiledStep } from "../../../workflows/pure.js";
import { batchProgram } from "./batch.js";
import { branchProgram } from "./branch.js";
import { channelProgram } from "./channel.js";
import { delayProgram } from "./delay.js";
import { throttleProgram } from "./throttle.js";

type Programs = { [Type in CompiledStep["type"]]: StepProgram<Extract<CompiledStep, { type: Type }>> };

const PROGRAMS: Programs = {
  channel: channelProgram,
  delay: delayProgram,
  branch: branchProgram,
  throttle: throttleProgram,
  batch: batchProgram,
};

/** The program of each type of step. A program gets steps of its own type only. */
export type StepPrograms = Readonly<Record<CompiledStep["type"], StepProgram>>;

export const STEP_PROGRAMS = PROGRAMS as unknown as StepPrograms;
