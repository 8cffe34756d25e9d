import type { Json, JsonObject } from "../../../platform/json.js";
import type { TraceNote } from "../engine/types.js";

type Sentence = string | ((values: JsonObject) => string);

const text = (value: Json | undefined): string => {
  if (value === undefined) return "unknown";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** Every reason code with a sentence for support staff. Codes are stable; sentences may change. */
export const TRACE_CODES: Readonly<Record<string, Sentence>> = {
  "run.started": (v) =>
    v.through ? `The run started: the recipient was reached through ${text(v.through)}.` : "The run started.",
  "run.completed": (v) => `The run completed and created ${count(v.messages, "message")}.`,
  "run.cancelled": "The run was cancelled.",
  "run.woken": "Somebody let the run go on before its time.",
  "run.failed": (v) => `The run failed with an error: ${text(v.reason)}`,
  "run.conditions_not_met": "The workflow's conditions were not met for this recipient, so nothing was sent.",
  "run.workflow_inactive": "The workflow was inactive, so the run ended.",
  "run.frequency_reached": (v) =>
    `The workflow runs ${text(v.frequency).replaceAll("_", " ")}, and it has already run.`,
  "effect.failed": (v) =>
    `The step's effect "${text(v.effect)}" failed after ${count(v.attempts, "attempt")}: ${text(v.reason)}`,
  "step.conditions_not_met": "The step's conditions were not met, so the step was skipped.",
  "channel.unknown": (v) =>
    `The channel "${text(v.channelKey)}" does not exist in this environment, so the step was skipped.`,
  "channel.other_type": (v) =>
    `The type of the channel "${text(v.channelKey)}" has changed since the workflow was committed, so the step was skipped.`,
  "channel.no_address": (v) =>
    `The recipient has no \`${text(v.missing)}\`, which the channel "${text(v.channelKey)}" needs, so the step was skipped.`,
  "channel.conditions_not_met": (v) =>
    `The conditions of the channel "${text(v.channelKey)}" were not met, so the step was skipped.`,
  "template.left_out": leftOutWords,
  "message.expired": (v) =>
    `The message expired at ${text(v.expiredAt)}, before it was created, so the step was skipped.`,
  "message.expiry_unknown": (v) => `The step's \`expiresAt\` is not a time (${text(v.why)}) and was ignored.`,
  "message.made": (v) => `A message was created for the channel "${text(v.channelKey)}".`,
  "message.not_sent": "A message was created and not sent: the trigger or the channel is in sandbox mode.",
  "delay.waiting": (v) => `The run waits until ${text(v.until)}.`,
  "delay.over": "The delay ended.",
  "delay.skipped": (v) => `The delay was skipped: its time was ${timeWords(v)}.`,
  "delay.skipped_by_trigger": "The delay was skipped because the trigger sets `skipDelays`.",
  "branch.taken": (v) => `The branch "${text(v.branch)}" was taken.`,
  "branch.none": "No branch matched, so the run continued.",
  "throttle.passed": (v) =>
    `Run ${text(v.hits)} of at most ${text(v.limit)} until ${text(v.until)}: the run continued.`,
  "throttle.stopped": (v) => `The limit of ${text(v.limit)} until ${text(v.until)} was exceeded: the run ended.`,
  "throttle.skipped": (v) => `The throttle was skipped: its window was ${timeWords(v)}.`,
  "throttle.key_missing": "The throttle was skipped: its key has no value.",
  "batch.key_missing": "The batch's key has no value: the run is batched with all others without a key.",
  "batch.opened": (v) => `The run opened a batch that closes at ${text(v.closesAt)}.`,
  "batch.joined": (v) => `The run joined a batch as item ${text(v.items)}. The batch closes at ${text(v.closesAt)}.`,
  "batch.led": (v) => `The run continued at once and opened a batch for later runs, until ${text(v.closesAt)}.`,
  "batch.closed": (v) =>
    `The batch closed with ${count(v.activities, "item")}, and this run continued for all of them.`,
  "batch.merged": "The batch closed, and another run continued for all of its items.",
  "batch.skipped": (v) => `The batch was skipped: its window was ${timeWords(v)}.`,
  "preference.allowed": "All preference rules that apply allow the message.",
  "preference.overridden": "The workflow overrides preferences.",
  "preference.workflow_off": (v) => off(v, "this workflow"),
  "preference.category_off": (v) => off(v, `the category "${text(v.category)}"`),
  "preference.channel_off": (v) => off(v, `the channel "${text(v.channelKey)}"`),
  "preference.channel_type_off": (v) => off(v, `messages by ${text(v.channelType)}`),
  "preference.everything_off": (v) => off(v, "everything"),
  "preference.commercial_off": "The recipient is not subscribed to commercial messages.",
};

/** The codes that describe exactly one message each. Other codes that begin with `message.` do not. */
export const MESSAGE_CODES: ReadonlySet<string> = new Set(["message.made", "message.not_sent"]);

/** The number of messages that a trace records. */
export function countMessages(trace: readonly TraceNote[]): number {
  return trace.filter(([, , code]) => MESSAGE_CODES.has(code)).length;
}

function leftOutWords(values: JsonObject): string {
  const reasons: Record<string, string> = {
    empty: "its URL was empty",
    too_long: "its URL was too long",
    control_characters: "its URL contained control characters",
    credentials: "its URL contained a user name or password",
    protocol_relative: "its URL began with two slashes",
    scheme_not_allowed: "the scheme of its URL is not allowed in this environment",
    not_https: "its URL was not https",
    empty_label: "its label was empty",
    not_allowed: "messages must not contain it",
    image_in_data: "texts read by `from_markdown` must not contain images",
    markdown_too_long: "the text was too long to be parsed as Markdown",
    markdown_too_deep: "the text was nested too deeply to be parsed as Markdown",
    not_storable: "the database cannot store some of its characters",
  };
  const what = text(values.what);
  const which =
    what === "html" || what === "text" ? `some ${what === "html" ? "HTML" : what}` : `${count(values.count, what)}`;
  return `Rendering removed ${which} from \`${text(values.field)}\`: ${reasons[text(values.reason)] ?? text(values.reason)}.`;
}

function timeWords(values: JsonObject): string {
  const words: Record<string, string> = {
    "time.missing": "missing",
    "time.invalid": `not a time (${text(values.value)})`,
    "time.past": `in the past (${text(values.value)})`,
    "time.too_far": `later than allowed (${text(values.value)})`,
    "time.too_near": `earlier than allowed (${text(values.value)})`,
  };
  return words[text(values.why)] ?? text(values.why);
}

function count(value: Json | undefined, noun: string): string {
  return `${text(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function off(values: JsonObject, what: string): string {
  return values.isConditional === true
    ? `${layer(values)} allows ${what} only under conditions that were not met.`
    : `${layer(values)} switched ${what} off.`;
}

function layer(values: JsonObject): string {
  const words: Record<string, string> = {
    RECIPIENT: "The recipient",
    TENANT: "The tenant's default",
    ENVIRONMENT: "The environment's default",
  };
  return words[text(values.source)] ?? "A preference";
}

/** The sentence for one decision. */
export function describeTrace(code: string, values: JsonObject): string {
  const sentence = TRACE_CODES[code];
  if (sentence === undefined) return code;
  return typeof sentence === "string" ? sentence : sentence(values);
}
