import type { OnUncertain } from "../../channels/index.js";
import type { AttachmentsPlace } from "../../attachments/pure.js";
import type { CompiledCondition, ScopePath } from "../../conditions/index.js";
import type { CompiledTemplate, CompiledText, MessageContent, TemplateType } from "../../templates/index.js";
import type { Duration, TimeSpec } from "../../timing/index.js";
import type { DataChecker } from "../data-schema/data-schema.js";
import type { BatchMode, BatchOrder, BatchVersionMode, WorkflowSettings } from "./document.js";

/** The ids that `compileWorkflow` needs in addition to the document. */
export interface WorkflowIds {
  workflowId: number;
  versionId: number;
}

/** One version of a workflow, ready to run: nothing is parsed while runs move. Immutable. */
export interface CompiledWorkflow extends WorkflowIds {
  key: string;
  name: string;
  categories: readonly string[];
  settings: Readonly<WorkflowSettings>;
  conditions: CompiledCondition | null;
  feedData: readonly string[];
  /** All steps, those in branches included, by ref, in document order. */
  steps: ReadonlyMap<string, CompiledStep>;
  /** The ref to begin with; null when there are no steps. */
  first: string | null;
  /** Whether any text of the document contains `preferences`, which every use of `recipient.preferences` does. */
  readsPreferences: boolean;
  /** Where its email steps find attachments in a trigger's data. */
  attachments: readonly AttachmentsPlace[];
  /** Validates a trigger's data against `dataSchema`. Paths begin with the given one. */
  checkData: DataChecker;
}

export interface CompiledStepBase {
  ref: string;
  /** The next step: in the same branch, or after it; null at the end. */
  next: string | null;
  /** Step conditions; null for none (and always for batch and branch). */
  conditions: CompiledCondition | null;
}

export interface CompiledChannelStep extends CompiledStepBase {
  type: "channel";
  channelKey: string;
  channelType: TemplateType;
  template: CompiledTemplate<MessageContent>;
  /** The template under the overrides that the channel has for all steps. */
  templateUnder(overrides: object): CompiledTemplate<MessageContent>;
  expiresAt: CompiledValue | null;
  supersedeKey: CompiledValue | null;
  /** Overrides the channel's policy for a message whose answer was lost. */
  onUncertain: OnUncertain | null;
}

export interface CompiledDelayStep extends CompiledStepBase {
  type: "delay";
  time: CompiledTime;
}

export interface CompiledThrottleStep extends CompiledStepBase {
  type: "throttle";
  time: CompiledTime;
  limit: number;
  key: CompiledValue | null;
}

export interface CompiledBatchStep extends CompiledStepBase {
  type: "batch";
  time: CompiledTime;
  /** Sliding batches close at the latest this long after their first item; null for fixed windows. */
  slidingLimit: Duration | null;
  key: CompiledValue | null;
  maxItems: number;
  renderLimit: number;
  order: BatchOrder;
  mode: BatchMode;
  versionMode: BatchVersionMode;
}

export interface CompiledBranchStep extends CompiledStepBase {
  type: "branch";
  branches: readonly CompiledBranch[];
}

export interface CompiledBranch {
  name: string;
  conditions: CompiledCondition | null;
  /** The first step of this branch, or the step after it if the branch is empty; null ends the run. */
  first: string | null;
  /** Whether the run ends after the branch; its last step's `next` is null then. */
  terminates: boolean;
}

export type CompiledStep =
  CompiledChannelStep | CompiledDelayStep | CompiledThrottleStep | CompiledBatchStep | CompiledBranchStep;

/** A path into the scope, or a template. `readValue` evaluates it. */
export type CompiledValue = { kind: "path"; path: ScopePath } | { kind: "template"; template: CompiledText };

/** A time for `resolveMoment`, whose `lookUp` is `readValue` of `until`. */
export interface CompiledTime {
  spec: TimeSpec;
  until: CompiledValue | null;
}
