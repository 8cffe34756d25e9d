import type { JsonObject } from "../../../platform/json.js";
import { decidePreference, type PreferenceSubject } from "../../preferences/pure.js";
import { readsOf, renderInApp } from "../../templates/index.js";
import type { CompiledStep, CompiledWorkflow } from "../../workflows/pure.js";
import type { ChannelFacts, MadeMessage, Note, RunView, StepProgram } from "../engine/types.js";

type ChannelStep = Extract<CompiledStep, { type: "channel" }>;

const ACTORS_MAX = 10;

/** Makes the message, unless the channel is gone or the recipient does not want it (knock.md §3.4, §2.8). */
export const channelProgram: StepProgram<ChannelStep> = {
  start(step, view) {
    const { workflow, channels, preferences } = view.facts;
    const { batch } = view.task;
    const channel = channels.get(step.channelKey);
    if (!channel)
      return { kind: "done", wasSkipped: true, notes: [["channel.unknown", { channelKey: step.channelKey }]] };
    const decision = decidePreference(preferences, subjectOf(step, workflow, channel), {
      // After a batch, the first activity decides for all (knock.md §2.8).
      scope() {
        const scope = view.conditionScope();
        return batch ? { ...scope, data: batch.firstData } : scope;
      },
      now: view.now,
    });
    if (!decision.isAllowed) return { kind: "done", wasSkipped: true, notes: [[decision.code, decision.values]] };
    const message = compose(step, view, channel.id);
    const made: Note = [message.isSandbox ? "message.not_sent" : "message.made", { channelKey: channel.key }];
    // That nobody said anything about it needs no words.
    const isSilent = decision.code === "preference.allowed" && decision.values.rules === undefined;
    return { kind: "done", message, notes: isSilent ? [made] : [[decision.code, decision.values], made] };
  },
  resume: () => ({ kind: "done" }),
};

const subjects = new WeakMap<ChannelStep, PreferenceSubject>();

function subjectOf(step: ChannelStep, workflow: CompiledWorkflow, channel: ChannelFacts): PreferenceSubject {
  const known = subjects.get(step);
  if (known?.channelType === channel.type) return known;
  const subject = {
    workflowKey: workflow.key,
    categories: workflow.categories,
    channelKey: channel.key,
    channelType: channel.type,
    overridePreferences: workflow.settings.overridePreferences,
    isCommercial: workflow.settings.isCommercial,
  };
  subjects.set(step, subject);
  return subject;
}

function compose(step: ChannelStep, view: RunView, channelId: number): MadeMessage {
  const { facts, task } = view;
  const { batch } = task;
  const isShared = !batch && !facts.hasOwnData && !readsOf(step.template).readsRecipient;
  const render = (): MadeMessage["blocks"] => renderInApp(step.template, view.templateScope(step.template.roots));
  const actorKey = facts.trigger.actorKey;
  return {
    ordinal: task.state.messageCount + 1,
    stepRef: step.ref,
    channelId,
    channelKey: step.channelKey,
    blocks: isShared ? view.shared(step.ref, render) : render(),
    isShared,
    data: shownData(batch ? batch.data : facts.data, facts.workflow.feedData),
    actorKeys: batch ? batch.actorKeys.slice(0, ACTORS_MAX) : actorKey ? [actorKey] : [],
    actorCount: batch ? batch.totalActors : actorKey ? 1 : 0,
    activityCount: batch?.total ?? 1,
    batchId: batch?.batchId ?? null,
    isSandbox: facts.trigger.isSandbox,
  };
}

/** The part of the data that feed items may show to their reader. */
export function shownData(data: JsonObject, keys: readonly string[]): JsonObject {
  const shown: JsonObject = {};
  for (const key of keys) {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (value !== undefined) shown[key] = value;
  }
  return shown;
}
