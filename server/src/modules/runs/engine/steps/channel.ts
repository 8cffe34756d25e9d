import type { JsonObject } from "../../../../platform/json.js";
import { decidePreference, type PreferenceSubject } from "../../../preferences/pure.js";
import type { LeftOut, MessageContent, Rendered } from "../../../templates/index.js";
import { resolveMoment } from "../../../timing/index.js";
import { readValue, type CompiledStep, type CompiledWorkflow } from "../../../workflows/pure.js";
import { groupKeyOf } from "./group-key.js";
import type { ChannelContext, MadeMessage, Note, RunView, StepProgram } from "../types.js";

type ChannelStep = Extract<CompiledStep, { type: "channel" }>;

const ACTORS_MAX = 10;

/**
 * Creates the message, unless the channel was deleted, the recipient does not want the message, or has no address (knock.md
 * §3.4, §2.8).
 */
export const channelProgram: StepProgram<ChannelStep> = {
  start(step, view) {
    const { workflow, channels, preferences } = view.context;
    const { batch } = view.task;
    const channel = channels.get(step.channelKey);
    if (!channel)
      return { kind: "done", wasSkipped: true, notes: [["channel.unknown", { channelKey: step.channelKey }]] };
    if (channel.type !== step.channelType)
      return { kind: "done", wasSkipped: true, notes: [["channel.other_type", { channelKey: step.channelKey }]] };
    const decision = decidePreference(preferences, subjectOf(step, workflow, channel), {
      // After a batch, the first activity decides for all (knock.md §2.8).
      scope() {
        const scope = view.conditionScope();
        return batch ? { ...scope, data: batch.firstData } : scope;
      },
      now: view.now,
    });
    if (!decision.isAllowed) return { kind: "done", wasSkipped: true, notes: [[decision.code, decision.values]] };
    const expiry = expiryOf(step, view);
    if (expiry.at !== null && expiry.at <= view.now) {
      const values = { channelKey: channel.key, expiredAt: new Date(expiry.at).toISOString() };
      return { kind: "done", wasSkipped: true, notes: [...expiry.notes, ["message.expired", values]] };
    }
    const rendered = render(step, view);
    const destination = step.template.destination(rendered.content, view.context.recipient);
    if (!destination.ok) {
      const values = { channelKey: channel.key, missing: destination.missing };
      return { kind: "done", wasSkipped: true, notes: [["channel.no_address", values]] };
    }
    const message = compose(step, view, {
      channel,
      content: rendered.content,
      address: destination.address,
      expiresAt: expiry.at,
    });
    const isKeptBack = message.deliveryStatus === channel.initialStatus.sandbox;
    const made: Note = [isKeptBack ? "message.not_sent" : "message.made", { channelKey: channel.key }];
    // A default decision, without any rule, needs no trace entry.
    const isSilent = decision.code === "preference.allowed" && decision.values.rules === undefined;
    const why: Note[] = isSilent ? [] : [[decision.code, decision.values]];
    return { kind: "done", message, notes: [...why, ...expiry.notes, ...rendered.leftOut.map(leftOutNote), made] };
  },
  resume: () => ({ kind: "done" }),
};

const subjects = new WeakMap<ChannelStep, PreferenceSubject>();

function subjectOf(step: ChannelStep, workflow: CompiledWorkflow, channel: ChannelContext): PreferenceSubject {
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

function leftOutNote({ field, what, reason, count, value }: LeftOut): Note {
  return ["template.left_out", { what, field, reason, count, ...(value !== undefined && { value }) }];
}

function isSharedBy(step: ChannelStep, { task, context }: RunView): boolean {
  return !task.batch && !context.hasOwnData && !step.template.readsRecipient;
}

function render(step: ChannelStep, view: RunView): Rendered<MessageContent> {
  const { template } = step;
  const make = (): Rendered<MessageContent> => template.render(view.templateScope(template.roots));
  return isSharedBy(step, view) ? view.shared(step.ref, make) : make();
}

interface Composed extends Pick<MadeMessage, "content" | "address" | "expiresAt"> {
  channel: ChannelContext;
}

function compose(step: ChannelStep, view: RunView, { channel, content, address, expiresAt }: Composed): MadeMessage {
  const { context, task } = view;
  const { live, sandbox } = channel.initialStatus;
  const { batch } = task;
  const actorKey = context.trigger.actorKey;
  return {
    ordinal: task.state.messageCount + 1,
    stepRef: step.ref,
    channelId: channel.id,
    channelKey: step.channelKey,
    deliveryStatus: context.trigger.isSandbox ? sandbox : live,
    content,
    address,
    expiresAt,
    supersedeKey: groupKeyOf(step.supersedeKey, view).key || null,
    isShared: isSharedBy(step, view),
    data: shownData(batch ? batch.data : context.data, context.workflow.feedData),
    actorKeys: batch ? batch.actorKeys.slice(0, ACTORS_MAX) : actorKey ? [actorKey] : [],
    actorCount: batch ? batch.totalActors : actorKey ? 1 : 0,
    activityCount: batch?.total ?? 1,
    batchId: batch?.batchId ?? null,
  };
}

/** When the message is of no use any more: as the trigger or the step says, whichever is sooner. */
function expiryOf({ expiresAt }: ChannelStep, view: RunView): { at: number | null; notes: Note[] } {
  const ofTrigger = view.context.trigger.expiresAt;
  if (!expiresAt) return { at: ofTrigger, notes: [] };
  const lookUp = (): ReturnType<typeof readValue> =>
    readValue(expiresAt, view.conditionScope(), (roots) => view.templateScope(roots));
  const moment = resolveMoment({ until: "expiresAt" }, view.now, view.context.zone, lookUp);
  if (moment.ok) return { at: Math.min(moment.at, ofTrigger ?? Infinity), notes: [] };
  if (moment.code === "time.past") return { at: view.now, notes: [] };
  return { at: ofTrigger, notes: [["message.expiry_unknown", { why: moment.code, value: moment.value }]] };
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
