import type { JsonObject } from "../../../platform/json.js";
import type { EntriesByChannel } from "../../channels/index.js";
import type { ObjectPatch } from "../../objects/index.js";
import type { MergedPreferences } from "../../preferences/pure.js";
import type { TenantPatch } from "../../tenants/index.js";
import type { UserPatch } from "../../users/index.js";
import type { CompiledWorkflow } from "../../workflows/pure.js";
import type { ChannelContext, RunStatus, TraceNote } from "../engine/types.js";
import type { MessageContent } from "../../templates/index.js";
import type { PersonColumns } from "../storage/run-context.js";
import type { EngagementMark } from "../../messages/index.js";

/** The input of a simulation. Instants are epoch milliseconds. */
export interface Story {
  workflow: CompiledWorkflow;
  channels: ReadonlyMap<string, ChannelContext>;
  /** In the order given; triggers of one moment happen in that order. */
  triggers: readonly StoryTrigger[];
  cancels: readonly StoryCancel[];
  marks: readonly StoryMark[];
  world: World;
}

export interface StoryTrigger {
  at: number;
  /** Named recipients first, then subscribers; each once. */
  reached: readonly StoryRecipient[];
  actorKey: string | null;
  tenantId: string | null;
  data: JsonObject;
  cancellationKey: string | null;
  isSandbox: boolean;
  skipsDelays: boolean;
  expiresAt: number | null;
  /** The changes that the call makes to people and tenants, valid from this moment on. */
  change(world: World): void;
}

export interface StoryRecipient {
  key: string;
  lane: number;
  /** Its own data. */
  data: JsonObject | null;
  /** For recipients reached through an object: the subscription, and the object named in the call. */
  subscription: JsonObject | null;
  through: string | null;
}

export interface StoryCancel {
  at: number;
  cancellationKey: string;
  /** Only these recipients; null for all. */
  keys: ReadonlySet<string> | null;
}

export interface StoryMark {
  at: number;
  recipientKey: string;
  stepRef: string;
  mark: EngagementMark;
}

/** People, objects and tenants: as stored, then as the story changes them. */
export interface World {
  people: Map<string, PersonColumns>;
  tenants: Map<string, { name: string | null; properties: JsonObject }>;
  patchUser(patch: UserPatch, at: number): void;
  patchObject(key: string, patch: ObjectPatch, at: number): void;
  patchTenant(patch: TenantPatch): void;
  entriesOf(recipientKey: string): EntriesByChannel;
  preferencesOf(recipientKey: string, tenantId: string | null): MergedPreferences;
}

export interface ImaginedMessage {
  at: number;
  recipientKey: string;
  stepRef: string;
  channelKey: string;
  activityCount: number;
  content: MessageContent;
  address: JsonObject | null;
}

export interface ImaginedRun {
  recipientKey: string;
  status: RunStatus;
  trace: TraceNote[];
}

export interface Outcome {
  messages: ImaginedMessage[];
  runs: ImaginedRun[];
}

/** The limits of a story. */
export interface Limits {
  /** Asked between two runs, steps, cancellations and marks: null, or a promise to await. Throws when the time is up. */
  rest(): Promise<void> | null;
  /** Decisions at most. */
  decisionsMax: number;
}

/** The story has more to decide than it may. */
export class StoryTooLong extends Error {}
