import type { OnUncertain } from "../../channels/index.js";
import type { Json, JsonObject } from "../../../platform/json.js";
import type { DeliveryStatus } from "../../messages/index.js";
import type { DueKind } from "./waiting-queue.js";

/** The key of a delivery, which is the key of its message. */
export interface DeliveryKey {
  environmentId: number;
  lane: number;
  runId: string;
  ordinal: number;
}

/** A claimed delivery with its message. */
export interface ClaimedDelivery extends DeliveryKey {
  channelId: number;
  recipientKey: string;
  tenantId: string | null;
  /** The state before the claim: due, an attempt whose lease expired, or uncertain. */
  state: DeliveryStatus;
  /** The fence of this claim. */
  fence: number;
  attemptCount: number;
  position: number;
  dueKind: DueKind;
  providerAttempts: number;
  /** When the first attempt with the provider at `position` started, in milliseconds since 1970. */
  keySince: number | null;
  isUncertain: boolean;
  address: JsonObject | null;
  seed: string;
  /** When the message was created, in milliseconds since 1970. */
  createdAt: number;
  /** When the message expires, in milliseconds since 1970; null for never. */
  expiresAt: number | null;
  /** The step's policy, which overrides the channel's; null for none. */
  onUncertain: OnUncertain | null;
  isCommercial: boolean;
  /** The hash of the last attempt's request; null before the first attempt. */
  lastHash: string | null;
  lastAction: AttemptAction | null;
  lastProviderKey: string | null;
  lastIsPossibleDuplicate: boolean;
  /** When the last attempt started, in milliseconds since 1970. */
  lastAttemptAt: number | null;
  /** The outcome of the last attempt, as `LoggedAttempt`, if it was to replace an older message; null otherwise, and while it is under way. */
  lastOutcome: string | null;
  /** The older message at the same place whose place it takes; null for none. */
  replacesRunId: string | null;
  /** The content as its channel stored it. */
  content: Json;
}

/** What is asked of a provider: to send a message, to put it in the place of an older one, or to take it back. */
export type AttemptAction = "send" | "replace" | "recall";

/** An attempt that is about to be made. */
export interface NewAttempt {
  action: AttemptAction;
  delivery: ClaimedDelivery;
  position: number;
  providerKey: string;
  requestHash: string;
  isPossibleDuplicate: boolean;
}

/** An attempt whose request may be made: its index in the set of new attempts, and its number for the message. */
export interface BegunAttempt {
  index: number;
  number: number;
}

/** The outcome of an attempt, or of a claim without one (`attempt` is null then). */
export interface Settlement {
  delivery: ClaimedDelivery;
  state: DeliveryStatus;
  dueAt: number | null;
  dueKind: DueKind;
  position: number;
  isUncertain: boolean;
  vendorId: string | null;
  /** The handle by which later messages reply to it. */
  thread: string | null;
  /** The reason if the message is undelivered; null for other states. */
  reason: string | null;
  attempt: LoggedAttempt | null;
}

/** An attempt with its outcome, for the log. */
export interface LoggedAttempt {
  number: number;
  action: AttemptAction;
  providerKey: string;
  requestHash: string;
  isPossibleDuplicate: boolean;
  /** In milliseconds since 1970. */
  startedAt: number;
  /** The request without secrets; null if none was made, or if it is not known any more. */
  request: JsonObject | null;
  outcome: string;
  code: string | null;
  reason: string | null;
  response: JsonObject | null;
}
