import type { Json, JsonObject } from "../../../platform/json.js";
import type { CompiledCondition, ConditionScope } from "../../conditions/index.js";
import type { MergedPreferences } from "../../preferences/pure.js";
import type { ChannelType, OnUncertain } from "../../channels/index.js";
import type { DeliveryStatus, InitialStatus } from "../../messages/index.js";
import type { MessageContent, TemplateScope } from "../../templates/index.js";
import type { CompiledStep, CompiledWorkflow } from "../../workflows/pure.js";

/** One accepted call, as runs see it. */
export interface TriggerContext {
  id: string;
  seq: number;
  data: JsonObject;
  actorKey: string | null;
  tenantId: string | null;
  isSandbox: boolean;
  skipsDelays: boolean;
  /** When its messages expire; null for never. */
  expiresAt: number | null;
  acceptedAt: number;
}

/** Everything a run may look at. It does not change while the run moves. */
export interface RunContext {
  runId: string;
  /** The recipient's lane, which is part of the ids of its messages. */
  lane: number;
  recipientKey: string;
  workflow: CompiledWorkflow;
  /** Whether the workflow is switched on. */
  isActive: boolean;
  trigger: TriggerContext;
  /** The environment's channels by key. */
  channels: ReadonlyMap<string, ChannelContext>;
  recipient: JsonObject;
  actor: JsonObject | null;
  tenant: JsonObject | null;
  /** The trigger's data, this recipient's own merged over it. */
  data: JsonObject;
  /** Whether the recipient has its own data in this trigger. */
  hasOwnData: boolean;
  preferences: MergedPreferences;
  /** The recipient's devices and connections, by the number of their channel. */
  entries: ReadonlyMap<number, readonly { id: string }[]>;
  /** The recipient's time zone. */
  zone: string;
}

export interface ChannelContext {
  id: number;
  key: string;
  type: ChannelType;
  /** Whether its settings say where its messages go, such as a webhook. */
  hasAddress: boolean;
  /** The channel's sandbox mode: messages are created and not sent, whatever the trigger says. */
  isSandbox: boolean;
  /** The channel's conditions, in addition to the step's; null for none. */
  conditions: CompiledCondition | null;
  /** What steps say of where and as whom messages go, where they say nothing themselves; null for nothing. */
  overrides: object | null;
  initialStatus: InitialStatus;
}

/** The contents of a batch when it closed. */
export interface BatchSummary {
  batchId: string;
  /** The step that it was opened by. */
  stepRef: string;
  total: number;
  totalActors: number;
  /** Merged data of all items; later items win. */
  data: JsonObject;
  /** The first item's data, which conditions of preferences read. */
  firstData: JsonObject;
  /** The first or last few, oldest first. */
  activities: JsonObject[];
  /** Different actors, latest first, at most 10. */
  actorKeys: string[];
  actors: JsonObject[];
}

/** The state that is stored while a run waits. Plain JSON, which every later release can read. */
export interface RunState extends JsonObject {
  /** The ref of the current step; null before the run starts and after it ends. */
  at: string | null;
  /** The state of the step's program. */
  step: Json;
  /** The number of created messages. */
  messageCount: number;
  /** Messages by the step that made them: their ordinal, or 0 when the step was skipped. */
  refs: { [stepRef: string]: number };
  /** The closed batch that the run carries on from, and the step that gathered it. */
  batchId: string | null;
  batchRef: string | null;
  /** The decision of most weight before the run waited; null before any. Earlier releases left it out. */
  decisive: string | null;
}

/** `RunState.step` of a run that was interrupted before it entered its current step. */
export const PAUSED = "paused";

/** One decision: when, at which step, why, and by what values. */
export type TraceNote = [at: number, stepRef: string | null, code: string, values: JsonObject];

export interface MadeMessage {
  /** 1-based index of the message within its run. */
  ordinal: number;
  stepRef: string;
  channelId: number;
  channelKey: string;
  /** The status that it begins with. */
  deliveryStatus: DeliveryStatus;
  content: MessageContent;
  /** The message's address; null if the channel needs none. */
  address: JsonObject | null;
  /** When it expires; null for never. */
  expiresAt: number | null;
  /** Hidden: what a newer message of the recipient and channel replaces it by; null for nothing. */
  supersedeKey: string | null;
  /** The policy for an uncertain outcome; null for the channel's. */
  onUncertain: OnUncertain | null;
  /** Whether every recipient of the trigger gets the same content. */
  isShared: boolean;
  data: JsonObject;
  actorKeys: string[];
  actorCount: number;
  activityCount: number;
  batchId: string | null;
}

export type RunStatus = "PENDING" | "WAITING" | "COMPLETED" | "CANCELLED" | "FAILED";

/** A run on its way: the executor moves it, the caller stores it. */
export interface RunTask {
  readonly context: RunContext;
  state: RunState;
  status: RunStatus;
  /** When to resume; null if the run waits for a batch only, or for nothing. */
  dueAt: number | null;
  /** The open batch that the run waits in. */
  waitsInBatch: string | null;
  /** The effect outside the transaction that the run waits for. */
  waitsForEffect: OutsideRequest | null;
  /** Set when the run resumes after a batch. */
  batch: BatchSummary | null;
  trace: TraceNote[];
  messages: MadeMessage[];
  /** Statuses of messages made before, for conditions: by step. */
  statuses: JsonObject;
}

/** Request and answer of each kind of effect, by the kind's name. The file of a kind adds its own (`runs/effects`). */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- The files of the kinds fill it.
export interface EffectTypes {}

export type EffectName = keyof EffectTypes;
export type RequestOf<Name extends EffectName> = Name extends EffectName
  ? { kind: Name } & EffectTypes[Name]["request"]
  : never;
export type AnswerOf<Name extends EffectName> = Name extends EffectName
  ? { kind: Name } & EffectTypes[Name]["answer"]
  : never;

/** A request that a step makes. */
export type Request = RequestOf<EffectName>;

/** The value with which a program resumes: the answer to its request, or the reason why the run continues. */
export type Answer =
  | AnswerOf<EffectName>
  | { kind: "batchClosed"; summary: BatchSummary }
  | { kind: "effectDone"; effect: string; answer: Json }
  | { kind: "woken" };

/** An effect that is done outside the set's transaction, while the run waits. Its kind parses `body`. */
export interface OutsideRequest {
  kind: string;
  body: Json;
}

/** The outcome of an outside effect. */
export type OutsideOutcome = { isOk: true; answer: Json } | { isOk: false; reason: string; attempts: number };

/** The decision of a program. `notes` are its reasons. */
export type Next =
  | { kind: "ask"; request: Request; state: Json; notes?: Note[] }
  | { kind: "sleep"; until: number; state: Json; notes?: Note[] }
  | { kind: "await"; batchId: string; state: Json; notes?: Note[] }
  | { kind: "suspend"; request: OutsideRequest; state: Json; notes?: Note[] }
  | { kind: "done"; goTo?: string | null; messages?: readonly MadeMessage[]; wasSkipped?: boolean; notes?: Note[] }
  | { kind: "halt"; notes?: Note[] }
  | { kind: "fail"; notes: Note[] };

export type Note = [code: string, values: JsonObject];

/** The data that a program may read of its run. */
export interface RunView {
  readonly task: RunTask;
  readonly context: RunContext;
  readonly now: number;
  conditionScope(): ConditionScope;
  /** `roots`: the names of it that the template reads (`TemplateReads`). */
  templateScope(roots: ReadonlySet<string>): TemplateScope;
  /** Computes something that is the same for all recipients of the trigger once per set. */
  shared<T>(key: string, make: () => T): T;
}

/** A step's behaviour: pure, over plain JSON. */
export interface StepProgram<Step extends CompiledStep = CompiledStep> {
  start(step: Step, view: RunView): Next;
  resume(step: Step, state: Json, answer: Answer, view: RunView): Next;
}

export const NEW_STATE: RunState = {
  at: null,
  step: null,
  messageCount: 0,
  refs: {},
  batchId: null,
  batchRef: null,
  decisive: null,
};
