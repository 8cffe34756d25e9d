import { failure, reasonAndDetail, type Answer } from "../../../providers/kit/answer.js";
import { nextStep, type NextStep, type Situation } from "../machine/next-step.js";
import type { JsonObject } from "../../../platform/json.js";
import type { ClaimedDelivery, LoggedAttempt, Settlement } from "../queue/delivery-row.js";
import { DueKind } from "../queue/waiting-queue.js";
import type { PreparedSend } from "./prepared-send.js";

/** The pause of a message that waits for another one. It is woken when that one is sent. */
const AWAITED_MIN_MS = 2000;
const AWAITED_MAX_MS = 60_000;

/** The situation during an attempt, or before one. */
export function situationOf(
  { delivery, provider, position, providerCount, policy, keyEndsAt }: PreparedSend,
  { now, random }: { now: number; random: number },
): Situation {
  const isSameProvider = delivery.position === position;
  // A delivery that is claimed during an attempt has already counted that attempt.
  const made = delivery.state === "SENDING" ? 0 : 1;
  return {
    now,
    random,
    position,
    providerCount,
    policy,
    keyEndsAt,
    providerAttempts: isSameProvider ? delivery.providerAttempts + made : 1,
    isUncertain: delivery.isUncertain,
    isResolvable: isResolvable(provider),
  };
}

/** Whether a callback with Carillon's id, or a look-up, can tell the outcome of a message whose answer was lost. */
function isResolvable({ callbacks, carriesOurId, checkStatus }: PreparedSend["provider"]): boolean {
  return (callbacks !== "none" && carriesOurId !== null) || checkStatus?.findsUncertain === true;
}

/** The next state of a delivery without an attempt. */
export function settled(delivery: ClaimedDelivery, next: NextStep): Settlement {
  const { isUncertain, position } = delivery;
  return toSettlement(delivery, next, { isUncertain, position, attempt: null });
}

/** Puts back a delivery that waits for an earlier message. As a decision it passes no gate. */
export function awaiting(delivery: ClaimedDelivery, now: number): Settlement {
  const age = Math.max(0, now - delivery.createdAt);
  const dueAt = now + Math.min(Math.max(age / 4, AWAITED_MIN_MS), AWAITED_MAX_MS);
  return { ...settled(delivery, { state: "QUEUED", dueAt, position: delivery.position }), dueKind: DueKind.DECIDE };
}

/** Makes a delivery that waited for an earlier message due as a first attempt. */
export function noLongerAwaiting(delivery: ClaimedDelivery, now: number): Settlement {
  const next = settled(delivery, { state: "QUEUED", dueAt: now, position: delivery.position });
  return { ...next, dueKind: DueKind.FIRST };
}

/**
 * The worker of the attempt died before it stored an answer: the outcome is unknown. `request` is the same request, made again for
 * the log; null if other bytes were sent.
 */
export function leaseEnded(delivery: ClaimedDelivery, request: JsonObject | null, situation: Situation): Settlement {
  const reason = "The process that sent the message ended before the answer came.";
  // To replace a message twice has no effect.
  const isRepeatable = delivery.lastAction === "replace";
  const answer = failure(isRepeatable ? "retry" : "uncertain", { code: "lease_ended", reason });
  const attempt: LoggedAttempt = {
    number: delivery.attemptCount,
    action: delivery.lastAction ?? "send",
    providerKey: delivery.lastProviderKey ?? "",
    requestHash: delivery.lastHash ?? "",
    isPossibleDuplicate: delivery.lastIsPossibleDuplicate,
    startedAt: delivery.lastAttemptAt ?? situation.now,
    ...{ request, outcome: answer.outcome, code: answer.code, reason, response: null },
  };
  const next = nextStep(answer, situation);
  const isUncertain = !isRepeatable || delivery.isUncertain;
  return toSettlement(delivery, next, { isUncertain, attempt, position: delivery.position });
}

/** An attempt whose answer is known. */
export interface AnsweredAttempt {
  answer: Answer;
  number: number;
  /** In milliseconds since 1970. */
  startedAt: number;
  response: LoggedAttempt["response"];
}

/** The settlement that follows from an answer. */
export function answered(
  send: PreparedSend,
  { answer, number, startedAt, response }: AnsweredAttempt,
  situation: Situation,
): Settlement {
  const { delivery, provider, position, action, hash, redaction, request } = send;
  const next = nextStep(answer, situation);
  const isOk = answer.outcome === "ok";
  const attempt: LoggedAttempt = {
    number,
    action,
    providerKey: provider.key,
    requestHash: hash,
    isPossibleDuplicate: mayDouble(send),
    startedAt,
    request: request.kind === "unsendable" ? null : redaction.request(request),
    outcome: outcomeName(answer),
    code: isOk ? null : redaction.words(answer.code),
    reason: isOk ? null : redaction.words(reasonAndDetail(answer)),
    response,
  };
  const isUncertain = answer.outcome === "uncertain" || (situation.isUncertain && !isOk);
  return toSettlement(delivery, next, { isUncertain, position, attempt });
}

/** Whether the message may have been sent before and a repeat would send it again. */
export function mayDouble({ delivery, keyEndsAt }: PreparedSend): boolean {
  return delivery.isUncertain && keyEndsAt === null;
}

/** After a refused replacement: the message is sent by itself, at once. */
export function sentByItself(settlement: Settlement, now: number): Settlement {
  return { ...settlement, state: "QUEUED", dueAt: now, dueKind: DueKind.FIRST, reason: null };
}

/** The API's name of an outcome. */
function outcomeName({ outcome }: Answer): string {
  switch (outcome) {
    case "ok":
      return "sent";
    case "throttled":
    case "retry":
      return "retry";
    case "uncertain":
      return "uncertain";
    case "gone":
    case "rejected":
    case "suppressed":
    case "auth":
    case "config":
      return "refused";
  }
}

function toSettlement(
  delivery: ClaimedDelivery,
  next: NextStep,
  { position, isUncertain, attempt }: Pick<Settlement, "isUncertain" | "position" | "attempt">,
): Settlement {
  return {
    delivery,
    attempt,
    state: next.state,
    dueAt: "dueAt" in next ? next.dueAt : null,
    dueKind: dueKindOf(next, position),
    position: "position" in next ? next.position : position,
    vendorId: "vendorId" in next ? next.vendorId : null,
    thread: "thread" in next ? next.thread : null,
    reason: "reason" in next ? next.reason : null,
    isUncertain: isUncertain && next.state !== "SENT",
  };
}

function dueKindOf(next: NextStep, position: number): DueKind {
  if (next.state === "QUEUED") return next.position === position ? DueKind.RETRY : DueKind.FIRST;
  return next.state === "UNCERTAIN" && next.isRepeated ? DueKind.RETRY : DueKind.DECIDE;
}
