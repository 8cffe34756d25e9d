import { evaluateCondition } from "../../conditions/index.js";
import type { CompiledStep } from "../../workflows/pure.js";
import { STEP_PROGRAMS } from "../steps/index.js";
import type { Asking, Books } from "./books.js";
import type { Answer, BatchSummary, Next, Note, RunTask, RunView } from "./types.js";
import { createView, SetView } from "./view.js";

/** How many steps one run may take without waiting; a workflow has fewer, so only a broken program reaches it. */
const STEPS_MAX = 500;

interface Moving {
  task: RunTask;
  view: RunView;
  steps: number;
}

/** Why a run is moved: it is new, its time has come, or its batch closed. */
export type Wake = { kind: "new" } | { kind: "woken" } | { kind: "batchClosed"; summary: BatchSummary };

/**
 * Moves a set of runs until each has ended or waits, in waves: every program is stepped until it asks for something, the
 * requests of all are answered together, and the programs go on. A run that throws fails alone.
 */
export async function advance(
  woken: readonly { task: RunTask; wake: Wake }[],
  books: Books,
  now: number,
): Promise<void> {
  const set = new SetView(now);
  let asking: (Asking & { moving: Moving; state: Extract<Next, { kind: "ask" }>["state"] })[] = [];
  const take = (moving: Moving, next: Next | null): void => {
    const ask = settle(moving, next);
    if (ask)
      asking.push({
        task: moving.task,
        stepRef: moving.task.state.at ?? "",
        moving,
        request: ask.request,
        state: ask.state,
      });
  };
  for (const { task, wake } of woken) {
    const moving = { task, view: createView(task, set), steps: 0 };
    take(
      moving,
      guarded(moving, () => begin(moving, wake)),
    );
  }
  while (asking.length > 0) {
    const wave = asking;
    asking = [];
    const answers = await books.answer(wave, now);
    for (const [index, { moving, state }] of wave.entries()) {
      const answer = answers[index];
      if (answer)
        take(
          moving,
          guarded(moving, () => resume(moving, state, answer)),
        );
    }
  }
}

function begin(moving: Moving, wake: Wake): Next | null {
  const { task, view } = moving;
  if (!task.facts.isActive) return { kind: "halt", notes: [["run.workflow_inactive", {}]] };
  if (wake.kind === "new") return startRun(view);
  if (wake.kind === "batchClosed") {
    task.batch = wake.summary;
    task.state.batchId = wake.summary.batchId;
    task.state.batchRef = wake.summary.stepRef;
    return resume(moving, task.state.step, wake);
  }
  return resume(moving, task.state.step, { kind: "woken" });
}

/** The checks before the first step: frequency, then the workflow's own conditions. */
function startRun(view: RunView): Next {
  const { workflow } = view.facts;
  const frequency = workflow.settings.triggerFrequency;
  if (workflow.conditions) {
    const evaluation = evaluateCondition(workflow.conditions, view.conditionScope(), view.now);
    const values = { comparisons: evaluation.decidedBy };
    if (!evaluation.isMet) return { kind: "halt", notes: [["run.conditions_not_met", values]] };
  }
  if (frequency === "every_trigger") return { kind: "done", goTo: workflow.first };
  return {
    kind: "ask",
    request: { kind: "frequency", isPerTenant: frequency === "once_per_recipient_per_tenant" },
    state: null,
  };
}

function resume(moving: Moving, state: Extract<Next, { kind: "ask" }>["state"], answer: Answer): Next | null {
  const { task, view } = moving;
  if (answer.kind === "frequency") {
    if (!answer.isFirst)
      return {
        kind: "halt",
        notes: [["run.frequency_reached", { frequency: view.facts.workflow.settings.triggerFrequency }]],
      };
    return { kind: "done", goTo: view.facts.workflow.first };
  }
  const step = stepOf(task);
  return step && STEP_PROGRAMS[step.type].resume(step, state, answer, view);
}

function stepOf(task: RunTask): CompiledStep | null {
  return task.state.at === null ? null : (task.facts.workflow.steps.get(task.state.at) ?? null);
}

/** Follows a run through all that needs no answer; what it asks for, if anything. */
function settle(moving: Moving, first: Next | null): Extract<Next, { kind: "ask" }> | null {
  const { task, view } = moving;
  let next = first;
  while (next) {
    note(moving, next.notes);
    switch (next.kind) {
      case "ask":
        return next;
      case "sleep":
        return wait(task, { dueAt: next.until, batchId: null, state: next.state });
      case "await":
        return wait(task, { dueAt: null, batchId: next.batchId, state: next.state });
      case "halt":
        return finish(task, "COMPLETED");
      case "done":
        leave(task, next);
    }
    const step = stepOf(task);
    if (!step) {
      task.trace.push([view.now, null, "run.completed", { messages: task.state.messageCount }]);
      return finish(task, "COMPLETED");
    }
    moving.steps += 1;
    next = guarded(moving, () => {
      if (moving.steps > STEPS_MAX) throw new Error("The run took too many steps without waiting.");
      return enter(step, view);
    });
  }
  return null;
}

/** A step whose own conditions do not hold is skipped; batch and branch have none. */
function enter(step: CompiledStep, view: RunView): Next {
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
  return STEP_PROGRAMS[step.type].start(step, view);
}

function leave(task: RunTask, done: Extract<Next, { kind: "done" }>): void {
  const step = stepOf(task);
  if (step && done.message) {
    task.state.messageCount = done.message.ordinal;
    task.messages.push(done.message);
    task.state.refs[step.ref] = done.message.ordinal;
  } else if (step?.type === "channel" && done.wasSkipped) {
    task.state.refs[step.ref] = 0;
  }
  task.state.step = null;
  task.state.at = done.goTo !== undefined ? done.goTo : (step?.next ?? null);
}

function wait(
  task: RunTask,
  until: { dueAt: number | null; batchId: string | null; state: RunTask["state"]["step"] },
): null {
  task.status = "WAITING";
  task.dueAt = until.dueAt;
  task.waitsInBatch = until.batchId;
  task.state.step = until.state;
  return null;
}

function finish(task: RunTask, status: "COMPLETED" | "FAILED"): null {
  task.status = status;
  task.dueAt = null;
  task.waitsInBatch = null;
  return null;
}

function note(moving: Moving, notes: readonly Note[] | undefined): void {
  for (const [code, values] of notes ?? [])
    moving.task.trace.push([moving.view.now, moving.task.state.at, code, values]);
}

/** A program that throws ends its run and no other. */
function guarded(moving: Moving, step: () => Next | null): Next | null {
  try {
    const next = step();
    if (next) return next;
    throw new Error("The workflow no longer has the step that this run stands at.");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    moving.task.trace.push([moving.view.now, moving.task.state.at, "run.failed", { reason: reason.slice(0, 500) }]);
    // What an unfinished set made of this run is dropped with it: a failed run sends nothing more.
    return finish(moving.task, "FAILED");
  }
}
