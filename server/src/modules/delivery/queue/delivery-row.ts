import type { OnUncertain } from "../../channels/index.js";
import type { Json, JsonObject } from "../../../platform/json.js";
import type { DeliveryStatus } from "../../messages/index.js";
import type { DueKind } from "./waiting-queue.js";

/** Names a delivery: the key of its message. */
export interface DeliveryKey {
  environmentId: number;
  lane: number;
  runId: string;
  ordinal: number;
}

/** A claimed delivery with what its message says. */
export interface ClaimedDelivery extends DeliveryKey {
  channelId: number;
  recipientKey: string;
  tenantId: string | null;
  /** As it was before the claim: due to be sent, an attempt whose lease ran out, or uncertain. */
  state: DeliveryStatus;
  /** Of this claim. */
  fence: number;
  attemptCount: number;
  position: number;
  dueKind: DueKind;
  providerAttempts: number;
  /** When the first attempt with the provider at `position` began, in milliseconds since 1970. */
  keySince: number | null;
  isUncertain: boolean;
  address: JsonObject | null;
  seed: string;
  /** When the message was made, in milliseconds since 1970. */
  createdAt: number;
  /** When it is of no use any more, in milliseconds since 1970; null for never. */
  expiresAt: number | null;
  /** As the step says, in place of the channel; null where it says nothing. */
  onUncertain: OnUncertain | null;
  isCommercial: boolean;
  /** Of the request of the last attempt; null before the first. */
  lastHash: string | null;
  /** As its channel stored it. */
  content: Json;
}

/** An attempt that is about to be made. */
export interface NewAttempt {
  delivery: ClaimedDelivery;
  position: number;
  providerKey: string;
  requestHash: string;
  isPossibleDuplicate: boolean;
  /** For the log: without secrets. */
  request: JsonObject | null;
}

/** What became of an attempt, or of a claim without one (`number` is null then). */
export interface Settlement {
  delivery: ClaimedDelivery;
  /** Of the attempt. */
  number: number | null;
  state: DeliveryStatus;
  dueAt: number | null;
  dueKind: DueKind;
  position: number;
  isUncertain: boolean;
  vendorId: string | null;
  /** Why it is undelivered; null for other states. */
  reason: string | null;
  attempt: AttemptOutcome | null;
}

/** What the log says of an attempt. */
export interface AttemptOutcome {
  outcome: string;
  code: string | null;
  reason: string | null;
  response: JsonObject | null;
}
