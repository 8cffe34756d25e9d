import type { OnUncertain } from "../../channels/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { Condition } from "../../conditions/index.js";
import type { TemplateDocument, TemplateType } from "../../templates/index.js";
import type { Duration, TimeSpec } from "../../timing/index.js";

/**
 * A workflow as one JSON document, as `parseWorkflow` returns it: valid, with every default filled in. The database and the
 * API have the document as it was written, so these defaults never change.
 */
export interface WorkflowDocument {
  key: string;
  name: string;
  description: string | null;
  categories: string[];
  settings: WorkflowSettings;
  /** JSON Schema of the trigger's `data`. */
  dataSchema: JsonObject | null;
  /** Conditions under which a trigger starts a run for a recipient. */
  conditions: Condition | null;
  /** Top-level keys of `data` that feed items show to their reader. */
  feedData: string[];
  steps: StepDocument[];
}

export type ReadSync = "none" | "read" | "all";
export type TriggerFrequency = "every_trigger" | "once_per_recipient" | "once_per_recipient_per_tenant";

export interface WorkflowSettings {
  /** Sends regardless of the recipients' preferences. */
  overridePreferences: boolean;
  /** Sends only to recipients who want commercial messages. */
  isCommercial: boolean;
  /** Show it, with its categories, among the preferences of users. */
  isOffered: boolean;
  /** The effect of a mark on the other messages of the run. */
  readSync: ReadSync;
  /** How often the workflow runs for one recipient. */
  triggerFrequency: TriggerFrequency;
}

export interface StepBase {
  /** Names the step within the workflow: in conditions, traces and templates. */
  ref: string;
  name: string | null;
  description: string | null;
}

export interface ChannelStepDocument extends StepBase {
  type: "channel";
  channelKey: string;
  channelType: TemplateType;
  template: TemplateDocument;
  /** When the message expires: a path or a Liquid template; null for never. */
  expiresAt: string | null;
  /**
   * The key by which a newer message of the recipient and channel replaces the message: a path or a Liquid template;
   * null for none.
   */
  supersedeKey: string | null;
  /** Overrides the channel's policy for a message whose answer was lost. */
  onUncertain: OnUncertain | null;
  conditions: Condition | null;
}

export interface DelayStepDocument extends StepBase {
  type: "delay";
  /** Written as `for`, `until` or `rule`. */
  time: TimeSpec;
  conditions: Condition | null;
}

export interface ThrottleStepDocument extends StepBase {
  type: "throttle";
  /** Written as `window`, `until` or `rule`. */
  time: TimeSpec;
  limit: number;
  /** A path or a Liquid template; null counts all runs of the recipient together. */
  key: string | null;
  conditions: Condition | null;
}

export type BatchOrder = "asc" | "desc";
export type BatchMode = "accumulate" | "flush_leading";
export type BatchVersionMode = "latest" | "pinned";

export interface BatchStepDocument extends StepBase {
  type: "batch";
  /** Written as `window`, `until` or `rule`. */
  time: TimeSpec;
  windowType: BatchWindow;
  /** A path or a Liquid template; null puts everything of the recipient into one batch. */
  key: string | null;
  /** The batch closes at once with this many items. */
  maxItems: number;
  /** Maximum number of activities that templates, and conditions after the step, see. */
  renderLimit: number;
  /** Whether they see the first (`asc`) or the last ones. */
  order: BatchOrder;
  mode: BatchMode;
  versionMode: BatchVersionMode;
}

/** A sliding batch closes `time` after its last item, and at the latest `limit` after its first. */
export type BatchWindow = { kind: "fixed" } | { kind: "sliding"; limit: Duration };

export interface BranchStepDocument extends StepBase {
  type: "branch";
  /** The first branch whose conditions hold is taken; the last has none. */
  branches: BranchDocument[];
}

export interface BranchDocument {
  name: string;
  conditions: Condition | null;
  steps: StepDocument[];
  /** Whether the run ends after this branch. */
  terminates: boolean;
}

/** Every kind of step by its `type`. */
export interface StepsByType {
  channel: ChannelStepDocument;
  delay: DelayStepDocument;
  throttle: ThrottleStepDocument;
  batch: BatchStepDocument;
  branch: BranchStepDocument;
}

export type StepType = keyof StepsByType;
export type StepOf<Type extends StepType> = StepsByType[Type];
export type StepDocument = StepOf<StepType>;
