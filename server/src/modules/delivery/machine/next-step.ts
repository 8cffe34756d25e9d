import type { Answer, Failure } from "../../../providers/kit/answer.js";
import type { OnUncertain } from "../../channels/index.js";
import { ATTEMPTS_MAX, waitAfter } from "./backoff.js";

/** What is known of a delivery when it is decided how it goes on. Times are milliseconds since 1970. */
export interface Situation {
  now: number;
  /** From 0 to below 1. */
  random: number;
  /** How often the provider at `position` was tried, the attempt in question included. */
  providerAttempts: number;
  position: number;
  providerCount: number;
  /** Whether some attempt ended without anybody knowing whether the message was sent. */
  isUncertain: boolean;
  policy: OnUncertain;
  /** Until when a repeat under the same key has no effect; null where the provider has no keys. */
  keyEndsAt: number | null;
  /** Whether a callback or a look-up can tell what became of an uncertain message. */
  isResolvable: boolean;
}

/** How a delivery goes on. `dueAt` is when a worker looks at it again; `isRepeated`: to send it once more, as things stand now. */
export type NextStep =
  | { state: "SENT"; vendorId: string | null }
  | { state: "QUEUED"; dueAt: number; position: number }
  | { state: "UNCERTAIN"; dueAt: number; isRepeated: boolean }
  | { state: "UNDELIVERED"; reason: string };

/** How long an uncertain message waits for a word of the provider. */
export const RESOLVE_MS = 120_000;

/** What follows from the answer to an attempt. */
export function nextStep(answer: Answer, situation: Situation): NextStep {
  switch (answer.outcome) {
    case "ok":
      return { state: "SENT", vendorId: answer.vendorId };
    case "uncertain":
      return afterUncertain({ ...situation, isUncertain: true });
    case "gone":
    case "rejected":
    case "suppressed":
      // Of a repeat without a key, a refusal says nothing about the attempt before it.
      return undelivered(situation.isUncertain && !isKeyOpen(situation) ? "uncertain" : answer.outcome);
    case "auth":
    case "config":
      return failover(situation) ?? again(answer, situation);
    case "throttled":
    case "retry":
      return again(answer, situation);
  }
}

/** What follows for an uncertain message whose time has come: it is sent once more, or given up. */
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

/** The next provider at once, if there is one. An uncertain message goes there only where doubles are accepted. */
function failover({ position, providerCount, isUncertain, policy, now }: Situation): NextStep | null {
  if (position + 1 >= providerCount || (isUncertain && policy !== "RETRY")) return null;
  return { state: "QUEUED", dueAt: now, position: position + 1 };
}

function undelivered(reason: string): NextStep {
  return { state: "UNDELIVERED", reason };
}
