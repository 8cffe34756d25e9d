// The results of the methods.
import type { ChannelType, PreferenceSource, TriggerStatus } from "../generated/operations.js";
import type { FeedCounts, FeedItem, JsonObject, RequestError, TenantSummary } from "../types.js";

/** One accepted `notify` call. */
export interface Trigger {
  readonly id: string;
  readonly workflowKey: string;
  readonly status: TriggerStatus;
  /** Runs created so far; final once the status is past `ACCEPTED`. */
  readonly runCount: number;
  readonly acceptedAt: string;
}

/** Answer of `notify`. */
export interface NotifyAnswer {
  readonly trigger: Trigger;
  /** Whether the idempotency key was used before, and `trigger` is the earlier one. */
  readonly isReplay: boolean;
}

/** The result of one item of `notifyMany`: a trigger or an error, never both. */
export interface NotifyManyResult {
  readonly trigger: Trigger | null;
  readonly isReplay: boolean;
  readonly error: RequestError | null;
}

/** A user as stored. */
export interface User {
  readonly id: string;
  readonly userId: string;
  readonly name: string | null;
  readonly avatar: string | null;
  readonly email: string | null;
  readonly phoneNumber: string | null;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly properties: JsonObject | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An object as stored. */
export interface StoredObject {
  readonly id: string;
  readonly collection: string;
  readonly objectId: string;
  readonly name: string | null;
  readonly avatar: string | null;
  readonly properties: JsonObject | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A tenant as stored. */
export interface Tenant extends TenantSummary {
  readonly properties: JsonObject | null;
}

/** One effective rule, and the layer that contains it. */
export interface PreferenceRule {
  readonly workflowKey: string | null;
  readonly category: string | null;
  readonly channelType: ChannelType | null;
  readonly channelKey: string | null;
  /** False forbids; true or null allows, if `when` holds. */
  readonly allow: boolean | null;
  readonly when: JsonObject | null;
  readonly source: PreferenceSource;
}

/** Preferences with all layers merged; everything without a rule is allowed. */
export interface PreferenceSet {
  readonly id: string;
  readonly tenant: TenantSummary | null;
  readonly commercialSubscribed: boolean;
  readonly rules: readonly PreferenceRule[];
}

/** Answer of `markMessages`. */
export interface MarkMessagesAnswer {
  /** The feed items among the messages, after the mark. */
  readonly items: readonly FeedItem[];
  /** Ids that name no message of this caller. */
  readonly missingIds: readonly string[];
}

/** Answer of `markFeed`. */
export interface MarkFeedAnswer {
  readonly counts: FeedCounts;
  readonly version: string;
  /** The number of changed items. */
  readonly changedCount: number;
  /** The timestamp of the mark, which `undoMarkFeed` takes. */
  readonly markedAt: string;
}

/** Answer of `undoMarkFeed`. */
export type UndoMarkFeedAnswer = Omit<MarkFeedAnswer, "markedAt">;
