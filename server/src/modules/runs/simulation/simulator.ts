import { contentIdOf, runIdOf } from "../../identifiers/index.js";
import { isJsonObject, type JsonObject } from "../../../platform/json.js";
import type { DeliveryStatus } from "../../messages/index.js";
import { engagementAfter, siblingMark } from "../../messages/pure.js";
import { actorKeysOf, closeBatch, renderOptions, summarise, type ClosingItem } from "../engine/close-batch.js";
import { batchEffect, type MemoryBatch } from "../effects/batch.effect.js";
import { EFFECTS } from "../effects/effect-table.js";
import { withMessage } from "../engine/step-status.js";
import { EffectStore } from "../engine/effect-store.js";
import { advance, type Wake } from "../engine/executor.js";
import { UNPACED, type Pace } from "../engine/pace.js";
import { ENGINE_PARTS, type EngineParts } from "../engine-parts.js";
import type { BatchSummary, OutsideRequest, RunContext, RunState, RunTask, TriggerContext } from "../engine/types.js";
import { runContextOf, recipientView, subscriptionView, tenantView } from "../storage/run-context.js";
import { newTask, resumedTask } from "../engine/task.js";
import {
  StoryTooLong,
  type ImaginedMessage,
  type ImaginedRun,
  type Limits,
  type Outcome,
  type Story,
  type StoryCancel,
  type StoryMark,
  type StoryRecipient,
  type StoryTrigger,
} from "./story.js";

interface MemoryRun extends ImaginedRun {
  id: string;
  recipient: StoryRecipient;
  trigger: TriggerContext;
  cancellationKey: string | null;
  state: RunState | null;
  dueAt: number | null;
  batchId: string | null;
  /** For a run that waits for an outside effect: its outcome, which arrives at `dueAt`. */
  awaited: Extract<Wake, { kind: "effectDone" }> | null;
}

interface MemoryMessage extends ImaginedMessage {
  runId: string;
  deliveryStatus: DeliveryStatus;
  engagement: string[];
}

interface Moved {
  run: MemoryRun;
  task: RunTask;
  wake: Wake;
}

/**
 * Plays a story under a virtual clock, with the executor and step programs of live work, and effects in memory. Events of
 * one moment happen in this order: triggers and due work; then cancellations; then marks.
 */
export function simulate(story: Story, limits: Limits, parts: EngineParts = ENGINE_PARTS): Promise<Outcome> {
  return new Simulation(story, limits, parts).play();
}

class Simulation {
  readonly #story: Story;
  readonly #limits: Limits;
  readonly #parts: EngineParts;
  readonly #batches = batchEffect.inMemory();
  readonly #effects = EFFECTS.map((kind) => (kind === batchEffect ? this.#batches : kind.inMemory()));
  readonly #runs: MemoryRun[] = [];
  readonly #messages: MemoryMessage[] = [];
  readonly #messagesOf = new Map<string, MemoryMessage[]>();
  readonly #pace: Pace;
  #triggerCount = 0;
  #decisionCount = 0;

  constructor(story: Story, limits: Limits, parts: EngineParts) {
    this.#story = story;
    this.#parts = parts;
    this.#limits = limits;
    this.#pace = { ...UNPACED, rest: () => limits.rest() };
  }

  async play(): Promise<Outcome> {
    const { triggers, cancels, marks } = this.#story;
    for (let now = this.#nextMoment(-Infinity); now < Infinity; now = this.#nextMoment(now)) {
      for (const trigger of triggers) if (trigger.at === now) await this.#rested(() => this.#start(trigger));
      await this.#settle(now);
      for (const cancel of cancels) if (cancel.at === now) await this.#rested(() => this.#cancel(cancel));
      for (const mark of marks) if (mark.at === now) await this.#rested(() => this.#mark(mark));
    }
    return { messages: this.#messages, runs: this.#runs };
  }

  /** Does a piece of work, then yields the event loop. */
  async #rested(work: () => void): Promise<void> {
    work();
    const rest = this.#limits.rest();
    if (rest) await rest;
  }

  /** The time of the next event; infinity if there is none. */
  #nextMoment(after: number): number {
    const { triggers, cancels, marks } = this.#story;
    let next = this.#batches.nextCloseAt();
    for (const { at } of [...triggers, ...cancels, ...marks]) if (at > after && at < next) next = at;
    for (const { dueAt } of this.#runs) if (dueAt !== null && dueAt < next) next = dueAt;
    return next;
  }

  #start(trigger: StoryTrigger): void {
    trigger.change(this.#story.world);
    this.#triggerCount += 1;
    const accepted: TriggerContext = {
      id: contentIdOf("simulation", String(this.#triggerCount), "trigger"),
      seq: this.#triggerCount,
      data: trigger.data,
      actorKey: trigger.actorKey,
      tenantId: trigger.tenantId,
      isSandbox: trigger.isSandbox,
      skipsDelays: trigger.skipsDelays,
      expiresAt: trigger.expiresAt,
      acceptedAt: trigger.at,
    };
    for (const recipient of trigger.reached) {
      this.#runs.push({
        id: runIdOf(accepted.seq, accepted.id, recipient.key),
        recipientKey: recipient.key,
        recipient,
        trigger: accepted,
        cancellationKey: trigger.cancellationKey,
        status: "PENDING",
        state: null,
        dueAt: trigger.at,
        batchId: null,
        awaited: null,
        trace: [],
      });
    }
  }

  /** Does all due work, one run after another: one run may use its whole budget, and other requests wait meanwhile. */
  async #settle(now: number): Promise<void> {
    for (;;) {
      const due = this.#runs.filter((run) => run.dueAt !== null && run.dueAt <= now);
      const next = due.find((run) => run.state === null) ?? due[0];
      const closing = next ? undefined : this.#batches.due(now)[0];
      if (!next && !closing) return;

      const moved = next ? [this.#moved(next, now)] : [];
      if (closing) moved.push(...this.#close(closing, now));
      const effects = new EffectStore(this.#effects.map((effect) => effect.begin()));
      await advance(moved, { effects, now, pace: this.#pace, programs: this.#parts.programs });
      await effects.write(now);
      for (const each of moved) this.#store(each, now);
      if (this.#decisionCount > this.#limits.decisionsMax) throw new StoryTooLong();
      const rest = this.#limits.rest();
      if (rest) await rest;
    }
  }

  #moved(run: MemoryRun, now: number): Moved {
    const context = this.#contextOf(run);
    if (!run.state) return { run, task: newTask(context, now, run.recipient.through), wake: { kind: "new" } };
    const task = resumedTask(context, run.state, this.#statuses(run));
    const { batchId, batchRef } = run.state;
    if (batchId !== null && batchRef !== null)
      task.batch = this.#summary({ id: batchId, stepRef: batchRef }, this.#batches.itemsOf(batchId));
    return { run, task, wake: run.awaited ?? { kind: "woken" } };
  }

  #close(batch: MemoryBatch, now: number): Moved[] {
    batch.isOpen = false;
    const { id, stepRef } = batch.entry;
    const waiting = new Map(this.#runs.filter((run) => run.batchId === id).map((run) => [run.id, run]));
    const closed = closeBatch(batch.items, (runId) => waiting.has(runId));
    for (const runId of closed?.mergedIds ?? []) this.#end(waiting.get(runId), "COMPLETED", now, "batch.merged");
    const run = closed ? waiting.get(closed.carrierId) : undefined;
    if (!closed || !run?.state) return [];
    const task = resumedTask(this.#contextOf(run), run.state, this.#statuses(run));
    return [{ run, task, wake: { kind: "batchClosed", summary: this.#summary({ id, stepRef }, closed.items) } }];
  }

  #store({ run, task }: Moved, now: number): void {
    this.#decisionCount += task.trace.length;
    run.status = task.status;
    run.state = task.state;
    run.dueAt = task.dueAt;
    run.batchId = task.waitsInBatch;
    run.awaited = null;
    if (task.waitsForEffect) this.#await(run, task.waitsForEffect, now);
    run.trace.push(...task.trace);
    for (const { stepRef, channelKey, deliveryStatus, activityCount, content, address } of task.messages) {
      const { id: runId, recipientKey } = run;
      const about = { stepRef, channelKey, deliveryStatus, activityCount, content, address };
      const made = { at: now, runId, recipientKey, ...about, engagement: [] };
      this.#messages.push(made);
      const ofRun = this.#messagesOf.get(runId) ?? [];
      this.#messagesOf.set(runId, ofRun);
      ofRun.push(made);
    }
  }

  /** Nothing is called: the effect gives the assumed outcome, and the time until it arrives. */
  #await(run: MemoryRun, { kind, body }: OutsideRequest, now: number): void {
    const effect = this.#parts.outside.find((each) => each.kind === kind);
    if (!effect) throw new Error(`No effect of the kind "${kind}" is registered.`);
    const { outcome, afterMs } = effect.imagine(body);
    run.dueAt = now + afterMs;
    run.awaited = { kind: "effectDone", effect: kind, outcome };
  }

  #cancel({ at, cancellationKey, keys }: StoryCancel): void {
    for (const run of this.#runs) {
      const isMeant = run.cancellationKey === cancellationKey && (keys === null || keys.has(run.recipientKey));
      if (!isMeant || (run.status !== "PENDING" && run.status !== "WAITING")) continue;
      if (run.batchId !== null) this.#batches.withdraw(run.batchId, run.id);
      this.#end(run, "CANCELLED", at, "run.cancelled");
    }
  }

  #mark({ recipientKey, stepRef, mark }: StoryMark): void {
    const sibling = siblingMark(this.#story.workflow.settings.readSync, mark);
    for (const message of this.#messages) {
      if (message.recipientKey !== recipientKey || message.stepRef !== stepRef) continue;
      message.engagement = engagementAfter(message.engagement, mark);
      if (sibling === null) continue;
      for (const other of this.#messagesOf.get(message.runId) ?? []) {
        if (other === message) continue;
        other.engagement = engagementAfter(other.engagement, sibling);
      }
    }
  }

  #end(run: MemoryRun | undefined, status: "COMPLETED" | "CANCELLED", at: number, code: string): void {
    if (run)
      Object.assign(run, {
        status,
        dueAt: null,
        batchId: null,
        awaited: null,
        trace: [...run.trace, [at, null, code, {}]],
      });
  }

  #contextOf(run: MemoryRun): RunContext {
    const { workflow, channels, world } = this.#story;
    const { trigger, recipient } = run;
    const { actorKey, tenantId } = trigger;
    return runContextOf({
      runId: run.id,
      lane: recipient.lane,
      recipientKey: run.recipientKey,
      workflow,
      isActive: true,
      trigger,
      channels,
      person: world.people.get(run.recipientKey),
      actor: actorKey ? this.#view(actorKey) : null,
      tenant: tenantId ? tenantView(tenantId, world.tenants.get(tenantId)) : null,
      entries: world.entriesOf(run.recipientKey),
      preferences: world.preferencesOf(run.recipientKey, tenantId),
      data: recipient.data,
      subscription: recipient.subscription && subscriptionView(recipient.subscription, (key) => this.#view(key)),
    });
  }

  #view(key: string): JsonObject {
    return recipientView(key, this.#story.world.people.get(key), null);
  }

  #summary(batch: { id: string; stepRef: string }, items: readonly ClosingItem[]): BatchSummary {
    const options = renderOptions(this.#story.workflow.steps.get(batch.stepRef));
    const actors = new Map(actorKeysOf(items).map((key) => [key, this.#view(key)]));
    return summarise(batch, items, { ...options, actorOf: (key) => actors.get(key) ?? null });
  }

  #statuses(run: MemoryRun): JsonObject {
    const statuses: JsonObject = {};
    for (const message of this.#messagesOf.get(run.id) ?? []) {
      const before = statuses[message.stepRef];
      statuses[message.stepRef] = withMessage(isJsonObject(before) ? before : undefined, {
        delivery: message.deliveryStatus.toLowerCase(),
        engagement: message.engagement,
      });
    }
    return statuses;
  }
}
