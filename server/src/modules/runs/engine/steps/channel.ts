import { hiddenKey } from "../../../identifiers/index.js";
import type { JsonObject } from "../../../../platform/json.js";
import { evaluateCondition } from "../../../conditions/index.js";
import { decidePreference, type PreferenceSubject } from "../../../preferences/pure.js";
import type { CompiledTemplate, LeftOut, MessageContent, Reachable, Rendered } from "../../../templates/index.js";
import { resolveMoment } from "../../../timing/index.js";
import { readValue, type CompiledStep, type CompiledWorkflow } from "../../../workflows/pure.js";
import { groupKeyOf } from "./group-key.js";
import type { ChannelContext, MadeMessage, Note, RunContext, RunView, StepProgram } from "../types.js";

type ChannelStep = Extract<CompiledStep, { type: "channel" }>;

const ACTORS_MAX = 10;

/**
 * Creates the message, or one for each of the recipient's devices or connections, unless the channel was deleted, the recipient
 * does not want the message, or has no address (knock.md §3.4, §2.8).
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
    const unmet = unmetConditions(channel, view);
    if (unmet) return { kind: "done", wasSkipped: true, notes: [unmet] };
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
    const template = channel.overrides ? step.templateUnder(channel.overrides) : step.template;
    const rendered = render({ step, template }, view);
    const destination = template.destination(rendered.content, new ReachableRecipient(view.context, channel));
    if (!destination.ok) {
      const values = { channelKey: channel.key, missing: destination.missing };
      return { kind: "done", wasSkipped: true, notes: [["channel.no_address", values]] };
    }
    const messages = destination.addresses.map((address, index) =>
      compose({ step, template }, view, { channel, content: rendered.content, address, index, expiresAt: expiry.at }),
    );
    // One note for each message.
    const made = messages.map(({ deliveryStatus }): Note => {
      const isKeptBack = deliveryStatus === channel.initialStatus.sandbox;
      return [isKeptBack ? "message.not_sent" : "message.made", { channelKey: channel.key }];
    });
    // A default decision, without any rule, needs no trace entry.
    const isSilent = decision.code === "preference.allowed" && decision.values.rules === undefined;
    const why: Note[] = isSilent ? [] : [[decision.code, decision.values]];
    return { kind: "done", messages, notes: [...why, ...expiry.notes, ...rendered.leftOut.map(leftOutNote), ...made] };
  },
  resume: () => ({ kind: "done" }),
};

/** In sandbox mode a channel's conditions are not evaluated (knock.md §4.7). */
function unmetConditions({ key, conditions, isSandbox }: ChannelContext, view: RunView): Note | null {
  if (!conditions || isSandbox || view.context.trigger.isSandbox) return null;
  const evaluation = evaluateCondition(conditions, view.conditionScope(), view.now);
  if (evaluation.isMet) return null;
  return ["channel.conditions_not_met", { channelKey: key, comparisons: evaluation.decidedBy }];
}

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

/** The recipient as an address is found from it. The feed needs no address, so nothing is read before it is asked for. */
class ReachableRecipient implements Reachable {
  readonly #context: RunContext;
  readonly #channel: ChannelContext;

  constructor(context: RunContext, channel: ChannelContext) {
    this.#context = context;
    this.#channel = channel;
  }

  get recipient(): JsonObject {
    return this.#context.recipient;
  }

  get entries(): Reachable["entries"] {
    return this.#context.entries.get(this.#channel.id) ?? [];
  }

  get hasAddress(): boolean {
    return this.#channel.hasAddress;
  }
}

/** A step with its template, under the overrides of its channel. */
interface Templated {
  step: ChannelStep;
  template: CompiledTemplate<MessageContent>;
}

function isSharedBy({ template }: Templated, { task, context }: RunView): boolean {
  return !task.batch && !context.hasOwnData && !template.readsRecipient;
}

function render(templated: Templated, view: RunView): Rendered<MessageContent> {
  const { step, template } = templated;
  const make = (): Rendered<MessageContent> => template.render(view.templateScope(template.roots));
  return isSharedBy(templated, view) ? view.shared(step.ref, make) : make();
}

interface Composed extends Pick<MadeMessage, "content" | "address" | "expiresAt"> {
  channel: ChannelContext;
  /** 0-based index among the messages of the step. */
  index: number;
}

function compose(
  templated: Templated,
  view: RunView,
  { channel, content, address, index, expiresAt }: Composed,
): MadeMessage {
  const { context, task } = view;
  const { step } = templated;
  const { live, sandbox } = channel.initialStatus;
  const { batch } = task;
  const actorKey = context.trigger.actorKey;
  return {
    ordinal: task.state.messageCount + 1 + index,
    stepRef: step.ref,
    channelId: channel.id,
    channelKey: step.channelKey,
    deliveryStatus: context.trigger.isSandbox ? sandbox : live,
    content,
    expiresAt,
    ...superseding(groupKeyOf(step.supersedeKey, view).key, context, { content, address }),
    onUncertain: step.onUncertain,
    isShared: isSharedBy(templated, view),
    data: shownData(batch ? batch.data : context.data, context.workflow.feedData),
    actorKeys: batch ? batch.actorKeys.slice(0, ACTORS_MAX) : actorKey ? [actorKey] : [],
    actorCount: batch ? batch.totalActors : actorKey ? 1 : 0,
    activityCount: batch?.total ?? 1,
    batchId: batch?.batchId ?? null,
  };
}

/** When the message expires: the earlier of the trigger's and the step's times. */
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

/**
 * A newer message replaces an older one at the same device or connection only: a step makes one for each. A push has the key on
 * the screen as well.
 */
function superseding(
  key: string,
  context: RunContext,
  { content, address }: Pick<Composed, "content" | "address">,
): Pick<MadeMessage, "address" | "supersedeKey"> {
  if (key === "") return { address, supersedeKey: null };
  const entry = address?.entry;
  if (typeof entry !== "string") return { address, supersedeKey: key };
  const shown = content.type === "PUSH" ? { ...address, collapseKey: key } : address;
  return { address: shown, supersedeKey: hiddenKey(context.recipientKey, `${key}/${entry}`) };
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
