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
  /** As `AttemptOutcome`; null before the first, and while it is under way. */
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
  /** The request for the log, without secrets. */
  request: JsonObject | null;
}

/** The outcome of an attempt, or of a claim without one (`number` is null then). */
export interface Settlement {
  delivery: ClaimedDelivery;
  /** The number of the attempt. */
  number: number | null;
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
  attempt: AttemptOutcome | null;
}

/** The logged outcome of an attempt. */
export interface AttemptOutcome {
  outcome: string;
  code: string | null;
  reason: string | null;
  response: JsonObject | null;
}
