import type { DecisionFragment } from "../../api/generated/operations.js";
import type { StepNote } from "./step-card.js";

/** What happened at each step of a run, and which branches it took. */
export interface RunPathWords {
  readonly notes: ReadonlyMap<string, StepNote>;
  /** The name of the branch, by the ref of its step. */
  readonly taken: ReadonlyMap<string, string>;
}

const KINDS: Readonly<Record<string, StepNote["kind"]>> = {
  "message.made": "done",
  "message.not_sent": "done",
  "delay.waiting": "waiting",
  "delay.over": "done",
  "delay.skipped": "done",
  "delay.skipped_by_trigger": "done",
  "branch.taken": "done",
  "branch.none": "skipped",
  "throttle.passed": "done",
  "throttle.skipped": "done",
  "throttle.stopped": "skipped",
  "batch.opened": "waiting",
  "batch.joined": "waiting",
  "batch.led": "done",
  "batch.closed": "done",
  "batch.merged": "done",
  "batch.skipped": "done",
  "step.conditions_not_met": "skipped",
  "message.expired": "skipped",
  "run.failed": "failed",
  "effect.failed": "failed",
};

/** The latest decision that says what became of a step stands beside the step. */
export function pathOf(trace: readonly DecisionFragment[]): RunPathWords {
  const notes = new Map<string, StepNote>();
  const taken = new Map<string, string>();
  for (const { stepRef, code, message, values } of trace) {
    if (stepRef === null) continue;
    const kind = kindOf(code);
    if (kind) notes.set(stepRef, { kind, words: message });
    const { branch } = values;
    if (code === "branch.taken" && typeof branch === "string") taken.set(stepRef, branch);
  }
  return { notes, taken };
}

function kindOf(code: string): StepNote["kind"] | null {
  const known = KINDS[code];
  if (known) return known;
  return /^preference\..*_off$|^channel\./.test(code) ? "skipped" : null;
}
