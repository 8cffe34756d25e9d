import type { RunStatus, TraceNote } from "./types.js";

/**
 * The weight of each decision. The outcome of a run is its decision with the largest weight, and the latest one among equal
 * weights. A decision of weight 0 is the outcome only when the run has no other.
 */
export const OUTCOME_WEIGHTS: Readonly<Record<string, number>> = {
  "run.failed": 100,
  "effect.failed": 100,
  "run.cancelled": 90,
  "message.made": 80,
  "message.not_sent": 75,
  "run.conditions_not_met": 70,
  "run.workflow_inactive": 70,
  "run.frequency_reached": 70,
  "throttle.stopped": 70,
  "batch.merged": 70,
  "preference.workflow_off": 60,
  "preference.category_off": 60,
  "preference.channel_off": 60,
  "preference.channel_type_off": 60,
  "preference.everything_off": 60,
  "preference.commercial_off": 60,
  "channel.no_address": 55,
  "channel.unknown": 50,
  "channel.other_type": 50,
  "channel.conditions_not_met": 45,
  "message.expired": 45,
  "step.conditions_not_met": 40,
  "branch.none": 20,
  "run.completed": 10,
  "branch.taken": 0,
  "run.started": 0,
  "template.left_out": 0,
  "message.expiry_unknown": 0,
  "delay.waiting": 0,
  "delay.over": 0,
  "run.woken": 0,
  "delay.skipped": 0,
  "delay.skipped_by_trigger": 0,
  "throttle.passed": 0,
  "throttle.skipped": 0,
  "throttle.key_missing": 0,
  "batch.key_missing": 0,
  "batch.opened": 0,
  "batch.joined": 0,
  "batch.led": 0,
  "batch.closed": 0,
  "batch.skipped": 0,
  "preference.allowed": 0,
  "preference.overridden": 0,
};

/** The decisions after which a run waits: the latest one is the outcome of a waiting run. */
const WAITS: ReadonlySet<string> = new Set(["delay.waiting", "batch.opened", "batch.joined"]);

/** Weight of a code that an older or newer release wrote. */
const UNKNOWN_WEIGHT = 1;

const weightOf = (code: string): number => OUTCOME_WEIGHTS[code] ?? UNKNOWN_WEIGHT;

/** The codes that stay the outcome of a run when this decision follows them. */
export function codesAbove(code: string): string[] {
  return Object.keys(OUTCOME_WEIGHTS).filter((other) => weightOf(other) > weightOf(code));
}

/** The code of most weight among those of a trace and the one that was decisive before it; null for none. */
export function decisiveCode(before: string | null, trace: readonly TraceNote[]): string | null {
  let found = before;
  for (const [, , code] of trace) if (found === null || weightOf(code) >= weightOf(found)) found = code;
  return found;
}

/** The code of the outcome; null for a trace without decisions. `decisive`: that of all decisions. */
export function outcomeCode(status: RunStatus, trace: readonly TraceNote[], decisive: string | null): string | null {
  if (status !== "WAITING") return decisive;
  return trace.findLast(([, , code]) => WAITS.has(code))?.[2] ?? decisive;
}

/** The decision that made the run's result, out of its whole trace; null for a trace without decisions. */
export function outcomeOf(status: RunStatus, trace: readonly TraceNote[]): TraceNote | null {
  const code = outcomeCode(status, trace, decisiveCode(null, trace));
  return trace.findLast((note) => note[2] === code) ?? null;
}
