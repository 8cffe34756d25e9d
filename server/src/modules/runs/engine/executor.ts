import { evaluateCondition } from "../../conditions/index.js";
import type { CompiledStep } from "../../workflows/pure.js";
import { STEP_PROGRAMS, type StepPrograms } from "./steps/index.js";
import type { EffectRequest, EffectStore } from "./effect-store.js";
import { resumeStart, startRun } from "./start-run.js";
import { UNPACED, type Pace } from "./pace.js";
import {
  PAUSED,
  type Answer,
  type BatchSummary,
  type Next,
  type Note,
  type OutsideOutcome,
  type OutsideRequest,
  type RunTask,
  type RunView,
} from "./types.js";
import { createView, SetView } from "./view.js";

/**
 * Maximum number of steps that one run may take without waiting. A workflow has fewer, so only a faulty program
 * reaches it.
 */
const STEPS_MAX = 500;

/**
 * A run that has worked this long in one set continues in the next one: a set is a transaction, and Postgres ends a session
 * that is silent for 15 s. The longest step takes some 0.1 s, and a run may have 200.
 */
const RUN_MS = 1000;

interface Moving {
  task: RunTask;
  view: RunView;
  pace: Pace;
  programs: StepPrograms;
  steps: number;
  /** The working time of the set when this run started. */
  sinceMs: number;
}

/** The result of `settle`: a request of the run, a step to enter after a pause, or nothing. */
type Ask = Extract<Next, { kind: "ask" }>;
type Left = Ask | { kind: "rest"; over: Promise<void>; enter: () => Next | null } | null;

/** Why a run is moved: it is new, its time has come, its batch closed, or the effect that it waits for is done. */
export type Wake =
  | { kind: "new" }
  | { kind: "woken" }
  | { kind: "batchClosed"; summary: BatchSummary }
  | { kind: "effectDone"; effect: string; outcome: OutsideOutcome };

interface Woken {
  task: RunTask;
  wake: Wake;
}

/** The dependencies of `advance`. */
export interface Moves {
  effects: EffectStore;
  now: number;
  pace?: Pace;
  /** The program of each type of step. */
  programs?: StepPrograms;
}

type ChunkMoves = Required<Moves> & { view: SetView };

/**
 * Moves a set of runs until each has ended or waits. Returns how many it started, from the first; the remaining runs are
 * unchanged, because the pace was used up. A run that throws fails alone.
 */
export async function advance(
  woken: readonly Woken[],
  { effects, now, pace = UNPACED, programs = STEP_PROGRAMS }: Moves,
): Promise<number> {
  const moves = { effects, now, view: new SetView(now), pace, programs };
  let begun = 0;
  while (begun < woken.length && (begun === 0 || !pace.isSpent)) {
    begun += await advanceChunk(woken.slice(begun, begun + pace.chunkSize()), begun === 0, moves);
  }
  return begun;
}

/**
 * Moves a new run until it has ended, waits, or makes a request, which is not answered. Returns whether it got by without a
 * request.
 */
export function advanceUnasked(task: RunTask, now: number, programs: StepPrograms): boolean {
  const moving = { task, view: createView(task, new SetView(now)), pace: UNPACED, programs, steps: 0, sinceMs: 0 };
  const first = guarded(moving, () => begin(moving, { kind: "new" }));
  return settle(moving, first) === null;
}

/**
 * Moves a chunk of runs in waves: every program advances until it makes a request, the requests are answered together, and
 * the programs resume. With `isFirst`, one run starts even if the pace is used up. Returns how many started.
 */
async function advanceChunk(chunk: readonly Woken[], isFirst: boolean, moves: ChunkMoves): Promise<number> {
  const waves = new Waves(moves);
  let begun = 0;
  for (const each of chunk) {
    if (moves.pace.isSpent && !(isFirst && begun === 0)) break;
    begun += 1;
    const rest = waves.begin(each);
    if (rest) await rest;
  }
  while (waves.isAnyAsking) await waves.answer();
  return begun;
}

/**
 * Runs of one recipient advance one after the other: a run starts when the previous one makes no more requests, and so sees
 * its changes.
 */
class Waves {
  readonly #moves: ChunkMoves;
  #asking: (EffectRequest & { moving: Moving; state: Ask["state"] })[] = [];
  /** For each recipient with a run that waits for an answer: the recipient's later runs. */
  readonly #later = new Map<string, Woken[]>();

  constructor(moves: ChunkMoves) {
    this.#moves = moves;
  }

  get isAnyAsking(): boolean {
    return this.#asking.length > 0;
  }

  /** Begins a run, at once or behind the ones before. Null where nothing is to be awaited, which is so for nearly all. */
  begin(woken: Woken): Promise<void> | null {
    const { task, wake } = woken;
    const later = this.#later.get(task.context.recipientKey);
    if (later) {
      later.push(woken);
      return null;
    }
    const { view: set, pace, programs } = this.#moves;
    const moving = { task, view: createView(task, set), pace, programs, steps: 0, sinceMs: pace.workedMs };
    return this.#take(
      moving,
      guarded(moving, () => begin(moving, wake)),
    );
  }

  /** Answers the requests of the runs, and moves these runs and the ones behind them. */
  async answer(): Promise<void> {
    const { effects, now, pace } = this.#moves;
    const wave = this.#asking;
    this.#asking = [];
    const answers = await pace.during(effects.answer(wave, now));
    for (const [index, { moving, state }] of wave.entries()) {
      const answer = answers[index];
      if (!answer) continue;
      const { recipientKey } = moving.task.context;
      const later = this.#later.get(recipientKey) ?? [];
      this.#later.delete(recipientKey);
      moving.sinceMs = pace.workedMs;
      const rest = this.#take(
        moving,
        guarded(moving, () => resume(moving, state, answer)),
      );
      if (rest) await rest;
      for (const woken of later) await this.begin(woken);
    }
  }

  #take(moving: Moving, next: Next | null): Promise<void> | null {
    const left = settle(moving, next);
    if (left?.kind === "rest") return settleRested(moving, left).then((ask) => this.#keep(moving, ask));
    this.#keep(moving, left);
    return this.#moves.pace.rest();
  }

  #keep(moving: Moving, ask: Ask | null): void {
    if (!ask) return;
    const { request, state } = ask;
    const { task } = moving;
    this.#later.set(task.context.recipientKey, []);
    this.#asking.push({ task, stepRef: task.state.at ?? "", moving, request, state });
  }
}

function begin(moving: Moving, wake: Wake): Next | null {
  const { task, view } = moving;
  if (!task.context.isActive) return { kind: "halt", notes: [["run.workflow_inactive", {}]] };
  if (wake.kind === "new") return startRun(view);
  if (wake.kind === "effectDone") return resumeDone(moving, wake);
  if (wake.kind === "batchClosed") {
    task.batch = wake.summary;
    task.state.batchId = wake.summary.batchId;
    task.state.batchRef = wake.summary.stepRef;
    return resume(moving, task.state.step, wake);
  }
  return resume(moving, task.state.step, { kind: "woken" });
}

/** An effect that failed for good ends the run, because its program cannot continue without the answer. */
function resumeDone(moving: Moving, { effect, outcome }: Extract<Wake, { kind: "effectDone" }>): Next | null {
  if (outcome.isOk) {
    return resume(moving, moving.task.state.step, { kind: "effectDone", effect, answer: outcome.answer });
  }
  const { reason, attempts } = outcome;
  return { kind: "fail", notes: [["effect.failed", { effect, attempts, reason }]] };
}

function resume(moving: Moving, state: Extract<Next, { kind: "ask" }>["state"], answer: Answer): Next | null {
  const { task, view, programs } = moving;
  // Before its first step, a run is at no step.
  if (task.state.at === null) return resumeStart(answer, view);
  const step = stepOf(task);
  if (step && state === PAUSED) return enter(step, moving);
  return step && programs[step.type].resume(step, state, answer, view);
}

function stepOf(task: RunTask): CompiledStep | null {
  return task.state.at === null ? null : (task.context.workflow.steps.get(task.state.at) ?? null);
}

/** Continues after each pause until the run has ended or waits. */
async function settleRested(moving: Moving, rest: Exclude<Left, Ask | null>): Promise<Ask | null> {
  let left: Left = rest;
  while (left?.kind === "rest") {
    await left.over;
    left = settle(moving, left.enter());
  }
  return left;
}

/** Follows a run through all that needs no answer; others may have their turn between two steps. */
function settle(moving: Moving, first: Next | null): Left {
  const { task, view, pace } = moving;
  let next = first;
  while (next) {
    note(moving, next.notes);
    switch (next.kind) {
      case "ask":
        return next;
      case "sleep":
        return wait(task, { dueAt: next.until, state: next.state });
      case "await":
        return wait(task, { batchId: next.batchId, state: next.state });
      case "suspend":
        return wait(task, { effect: next.request, state: next.state });
      case "halt":
        return finish(task, "COMPLETED");
      case "fail":
        return finish(task, "FAILED");
      case "done":
        leave(task, next);
    }
    const step = stepOf(task);
    if (!step) {
      task.trace.push([view.now, null, "run.completed", { messages: task.state.messageCount }]);
      return finish(task, "COMPLETED");
    }
    moving.steps += 1;
    const enterStep = (): Next | null =>
      guarded(moving, () => {
        if (moving.steps > STEPS_MAX) throw new Error("The run took too many steps without waiting.");
        return enter(step, moving);
      });
    if (pace.workedMs - moving.sinceMs > RUN_MS) {
      return wait(task, { dueAt: view.now, state: PAUSED });
    }
    const over = pace.rest();
    if (over) return { kind: "rest", over, enter: enterStep };
    next = enterStep();
  }
  return null;
}

/** Skips a step whose own conditions do not hold; batch and branch steps have none. */
function enter(step: CompiledStep, { view, programs }: Moving): Next {
  if (step.conditions) {
    const evaluation = evaluateCondition(step.conditions, view.conditionScope(), view.now);
    if (!evaluation.isMet) {
      return {
        kind: "done",
        wasSkipped: true,
        notes: [["step.conditions_not_met", { comparisons: evaluation.decidedBy }]],
      };
    }
  }
  return programs[step.type].start(step, view);
}

function leave(task: RunTask, done: Extract<Next, { kind: "done" }>): void {
  const step = stepOf(task);
  const [first] = done.messages ?? [];
  if (step && done.messages && first) {
    task.state.messageCount += done.messages.length;
    task.messages.push(...done.messages);
    task.state.refs[step.ref] = first.ordinal;
  } else if (step?.type === "channel" && done.wasSkipped) {
    task.state.refs[step.ref] = 0;
  }
  task.state.step = null;
  task.state.at = done.goTo !== undefined ? done.goTo : (step?.next ?? null);
}

function wait(
  task: RunTask,
  until: { dueAt?: number; batchId?: string; effect?: OutsideRequest; state: RunTask["state"]["step"] },
): null {
  task.status = "WAITING";
  task.dueAt = until.dueAt ?? null;
  task.waitsInBatch = until.batchId ?? null;
  task.waitsForEffect = until.effect ?? null;
  task.state.step = until.state;
  return null;
}

function finish(task: RunTask, status: "COMPLETED" | "FAILED"): null {
  task.status = status;
  task.dueAt = null;
  task.waitsInBatch = null;
  task.waitsForEffect = null;
  return null;
}

function note(moving: Moving, notes: readonly Note[] | undefined): void {
  for (const [code, values] of notes ?? [])
    moving.task.trace.push([moving.view.now, moving.task.state.at, code, values]);
}

/** A program that throws fails its run only. */
function guarded(moving: Moving, step: () => Next | null): Next | null {
  try {
    const next = step();
    if (next) return next;
    throw new Error("The workflow no longer has the step at which this run waits.");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    moving.task.trace.push([moving.view.now, moving.task.state.at, "run.failed", { reason: reason.slice(0, 500) }]);
    // Messages that the run created before this step are sent: they are correct, and their steps are in its trace.
    // The run creates no more.
    return finish(moving.task, "FAILED");
  }
}
