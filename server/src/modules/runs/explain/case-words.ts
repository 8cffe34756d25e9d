import type { JsonObject } from "../../../platform/json.js";
import type { DeliveryStatus } from "../../messages/index.js";
import { describeTrace } from "../api/describe-trace.js";

/** What a run or a trigger says about one recipient. */
export interface CaseWords {
  code: string;
  message: string;
  values: JsonObject;
}

/** The part of a message that says whether it reached its reader. */
export interface ShownMessage {
  channelKey: string;
  deliveryStatus: DeliveryStatus;
  seenAt: Date | null;
  readAt: Date | null;
}

type Verdict = "yes" | "no" | "waits";

/** Trace codes after which a run has not ended. */
const WAITING_CODES: ReadonlySet<string> = new Set(["delay.waiting", "batch.opened", "batch.joined", "run.started"]);

const STATUS_WORDS: Readonly<Record<DeliveryStatus, { code: string; words: string; verdict: Verdict }>> = {
  QUEUED: { code: "message.queued", words: "waits to be sent", verdict: "waits" },
  SENDING: { code: "message.sending", words: "is being sent", verdict: "waits" },
  SENT: { code: "message.sent", words: "was handed to the provider", verdict: "yes" },
  DELIVERED: { code: "message.delivered", words: "arrived", verdict: "yes" },
  NOT_SENT: { code: "message.not_sent", words: "was created and not sent, because of sandbox mode", verdict: "no" },
  UNCERTAIN: { code: "message.uncertain", words: "was sent, but the provider's answer was lost", verdict: "yes" },
  UNDELIVERED: { code: "message.undelivered", words: "was given up", verdict: "no" },
  BOUNCED: { code: "message.bounced", words: "was refused by the receiving side", verdict: "no" },
};

/** The case of a run that made this message. */
export function wordsOfMessage({ channelKey, deliveryStatus, seenAt, readAt }: ShownMessage): CaseWords {
  const { code, words } = STATUS_WORDS[deliveryStatus];
  const values: JsonObject = { channelKey, deliveryStatus };
  const about = `The message for the channel "${channelKey}" ${words}`;
  const marked = readAt ?? seenAt;
  if (marked === null)
    return {
      code: arrived(deliveryStatus) ? "message.not_seen" : code,
      values,
      message: `${about}${arrived(deliveryStatus) ? ", and is not marked seen" : ""}.`,
    };
  const mark = readAt ? "read" : "seen";
  const at = marked.toISOString();
  return { code: `message.${mark}`, values: { ...values, at }, message: `${about}, and was marked ${mark} at ${at}.` };
}

function arrived(status: DeliveryStatus): boolean {
  return status === "DELIVERED";
}

/** The case of a trigger that made no run for the recipient. */
export function wordsOfTrigger(
  trigger: { actorKey: string | null; isCancelled: boolean; failure: string | null; isOpen: boolean },
  recipientKey: string,
): CaseWords {
  if (trigger.actorKey === recipientKey)
    return said(
      "trigger.is_actor",
      "They were the actor, and actors are not reached through the objects that they follow.",
    );
  if (trigger.failure !== null)
    return said("trigger.failed", `The trigger could not be processed: ${trigger.failure}`, {
      failure: trigger.failure,
    });
  if (trigger.isCancelled) return said("trigger.cancelled", "The trigger was cancelled before it reached them.");
  if (trigger.isOpen)
    return said("trigger.under_way", "The trigger is still being processed and has not reached them yet.");
  return said("trigger.not_addressed", "The trigger named neither them nor an object that they followed.");
}

/** The case of a time without triggers. */
export function wordsOfNothing(near: { before: Date | null; after: Date | null }): CaseWords {
  const [before, after] = [near.before?.toISOString() ?? null, near.after?.toISOString() ?? null];
  const others = [before && `the last one before was at ${before}`, after && `the next one at ${after}`].filter(
    Boolean,
  );
  const rest = others.length > 0 ? `; ${others.join(", ")}` : "";
  return said("trigger.none", `The workflow was not triggered in this time${rest}.`, { before, after });
}

export function wordsOfDecision(code: string, values: JsonObject): CaseWords {
  return { code, values, message: describeTrace(code, values) };
}

function said(code: string, message: string, values: JsonObject = {}): CaseWords {
  return { code, message, values };
}

/** The answer in one sentence, from the cases, latest first. */
export function verdictOf(cases: readonly CaseWords[]): string {
  const [latest, ...others] = cases;
  if (!latest) return "Nothing is known.";
  const prefix = { yes: "Yes", no: "No", waits: "Not yet" }[answerOf(latest.code)];
  const more = others.length > 0 ? ` (${others.length} earlier ${others.length === 1 ? "case" : "cases"} below)` : "";
  return `${prefix}: ${latest.message.charAt(0).toLowerCase()}${latest.message.slice(1).replace(/\.$/, "")}${more}.`;
}

function answerOf(code: string): Verdict {
  if (WAITING_CODES.has(code) || code === "trigger.under_way") return "waits";
  const status = Object.values(STATUS_WORDS).find((each) => each.code === code);
  if (status) return status.verdict;
  return code.startsWith("message.") && code !== "message.expired" ? "yes" : "no";
}
