import type { CompiledCondition, ScopePath } from "../../conditions/index.js";
import type { CompiledTemplate, CompiledText, MessageContent, TemplateType } from "../../templates/index.js";
import type { Duration, TimeSpec } from "../../timing/index.js";
import type { DataChecker } from "../data-schema/data-schema.js";
import type { BatchMode, BatchOrder, BatchVersionMode, WorkflowSettings } from "./document.js";

/** What `compileWorkflow` needs to know beside the document. */
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
  /** All steps, those in branches too, by ref, in document order. */
  steps: ReadonlyMap<string, CompiledStep>;
  /** The ref to begin with; null when there are no steps. */
  first: string | null;
  /** Whether anything in the document names `preferences`, as whatever reads `recipient.preferences` must. */
  readsPreferences: boolean;
  /** What `dataSchema` says against a trigger's data; paths begin with the one given. */
  checkData: DataChecker;
}

export interface CompiledStepBase {
  ref: string;
  /** Where the run goes from here: the next step, or what follows the branch that it lies in; null at the end. */
  next: string | null;
  /** Step conditions; null when none (and always for batch and branch). */
  conditions: CompiledCondition | null;
}

export interface CompiledChannelStep extends CompiledStepBase {
  type: "channel";
  channelKey: string;
  channelType: TemplateType;
  template: CompiledTemplate<MessageContent>;
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
  /** Where the run goes when it takes this branch: its first step, or what follows when it has none; null ends the run. */
  first: string | null;
  /** Whether the run ends after the branch; its last step's `next` is null then. */
  terminates: boolean;
}

export type CompiledStep =
  CompiledChannelStep | CompiledDelayStep | CompiledThrottleStep | CompiledBatchStep | CompiledBranchStep;

/** What lies at a path, or what a template says. `readValue` reads it. */
export type CompiledValue = { kind: "path"; path: ScopePath } | { kind: "template"; template: CompiledText };

/** A time for `resolveMoment`, whose `lookUp` is `readValue` of `until`. */
export interface CompiledTime {
  spec: TimeSpec;
  until: CompiledValue | null;
}
