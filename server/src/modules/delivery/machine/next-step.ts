import type { Answer, Failure } from "../../../providers/kit/answer.js";
import type { OnUncertain } from "../../channels/index.js";
import { ATTEMPTS_MAX, waitAfter } from "./backoff.js";

/** The facts on which the next step of a delivery depends. Times are milliseconds since 1970. */
export interface Situation {
  now: number;
  /** From 0 to below 1. */
  random: number;
  /** The number of attempts with the provider at `position`, including the current one. */
  providerAttempts: number;
  position: number;
  providerCount: number;
  /** Whether the outcome of some attempt is unknown. */
  isUncertain: boolean;
  policy: OnUncertain;
  /** Until when a repeat with the same key has no effect; null if the provider has no keys. */
  keyEndsAt: number | null;
  /** Whether a callback or a look-up can tell the outcome of an uncertain message. */
  isResolvable: boolean;
}

/**
 * The next step of a delivery. `dueAt` is when a worker processes the delivery again; `isRepeated`: send once more in
 * the current state.
 */
export type NextStep =
  | { state: "SENT"; vendorId: string | null; thread: string | null }
  | { state: "QUEUED"; dueAt: number; position: number }
  | { state: "UNCERTAIN"; dueAt: number; isRepeated: boolean }
  | { state: "UNDELIVERED"; reason: string };

/** How long an uncertain message waits for a report of the provider. */
export const RESOLVE_MS = 120_000;

/** The next step after the answer to an attempt. */
export function nextStep(answer: Answer, situation: Situation): NextStep {
  switch (answer.outcome) {
    case "ok":
      return { state: "SENT", vendorId: answer.vendorId, thread: answer.thread };
    case "uncertain":
      return afterUncertain({ ...situation, isUncertain: true });
    case "gone":
    case "rejected":
    case "suppressed":
      // If a repeat without a key is refused, the outcome of the earlier attempt is still unknown.
      return undelivered(situation.isUncertain && !isKeyOpen(situation) ? "uncertain" : answer.outcome);
    case "auth":
    case "config":
      return failover(situation) ?? again(answer, situation);
    case "throttled":
    case "retry":
      return again(answer, situation);
  }
}

/** The next step of an uncertain message after its wait: send once more, or give up. */
export function resolveUncertain(situation: Situation): "send" | NextStep {
  const { policy, providerAttempts } = situation;
  const hasTries = providerAttempts < ATTEMPTS_MAX;
  if (hasTries && (isKeyOpen(situation) || policy === "RETRY")) return "send";
  return failover(situation) ?? undelivered("uncertain");
}

/** Whether a repeat now has no effect if the message was sent before. */
export function isKeyOpen({ keyEndsAt, now }: Pick<Situation, "keyEndsAt" | "now">): boolean {
  return keyEndsAt !== null && now < keyEndsAt;
}

function afterUncertain(situation: Situation): NextStep {
  const { now, random, providerAttempts, policy, isResolvable } = situation;
  const isKeyed = isKeyOpen(situation);
  if (!isKeyed && policy === "STOP") return undelivered("uncertain");
  const wait = waitAfter(providerAttempts, random);
  if (isKeyed) return { state: "UNCERTAIN", dueAt: now + wait, isRepeated: providerAttempts < ATTEMPTS_MAX };
  const patience = policy === "RESOLVE" || isResolvable ? RESOLVE_MS : 0;
  const isRepeated = policy === "RETRY" && providerAttempts < ATTEMPTS_MAX;
  return { state: "UNCERTAIN", dueAt: now + Math.max(wait, patience), isRepeated };
}

function again(answer: Failure, situation: Situation): NextStep {
  const { now, random, providerAttempts, position, isUncertain } = situation;
  if (providerAttempts >= ATTEMPTS_MAX) {
    const isOperators = answer.outcome === "auth" || answer.outcome === "config";
    const reason = isUncertain ? "uncertain" : isOperators ? answer.outcome : "retries_exhausted";
    return failover(situation) ?? undelivered(reason);
  }
  const asked = "retryAfterMs" in answer ? answer.retryAfterMs : null;
  const dueAt = now + waitAfter(providerAttempts, random, asked);
  return isUncertain ? { state: "UNCERTAIN", dueAt, isRepeated: true } : { state: "QUEUED", dueAt, position };
}

/** Switches to the next provider, if there is one. An uncertain message switches only if duplicates are accepted. */
function failover({ position, providerCount, isUncertain, policy, now }: Situation): NextStep | null {
  if (position + 1 >= providerCount || (isUncertain && policy !== "RETRY")) return null;
  return { state: "QUEUED", dueAt: now, position: position + 1 };
}

function undelivered(reason: string): NextStep {
  return { state: "UNDELIVERED", reason };
}
