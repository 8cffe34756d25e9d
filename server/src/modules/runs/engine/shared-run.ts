import type { JsonObject } from "../../../platform/json.js";
import type { StepPrograms } from "./steps/index.js";
import { advanceUnasked } from "./executor.js";
import { newTask } from "./task.js";
import type { RunContext, RunTask } from "./types.js";

const NO_ENTRIES: RunContext["entries"] = new Map();

export interface SharedRunMoves {
  now: number;
  /** The object by which the recipients were reached. */
  through: string;
  programs: StepPrograms;
}

/**
 * The run of every recipient of a fan-out who has no preferences of its own; null if their runs may differ. `base`: the context
 * of a recipient about whom nothing is known.
 *
 * The executor moves one run with a context that records reads of the recipient. A run that completes without such a read, and
 * without a request, depends on nothing that differs between these recipients.
 */
export function sharedRun(base: RunContext, { now, through, programs }: SharedRunMoves): RunTask | null {
  const context = new UnknownRecipient(base);
  const task = newTask(context, now, through);
  const isUnasked = advanceUnasked(task, now, programs);
  if (!isUnasked || context.wasRead || task.status !== "COMPLETED") return null;
  const isSame = task.messages.every(
    ({ isShared, batchId, address, supersedeKey }) =>
      isShared && batchId === null && address === null && supersedeKey === null,
  );
  return isSame ? task : null;
}

/** The context of any recipient. Records whether something was read that differs between recipients. */
class UnknownRecipient implements RunContext {
  readonly workflow: RunContext["workflow"];
  readonly isActive: boolean;
  readonly trigger: RunContext["trigger"];
  readonly channels: RunContext["channels"];
  readonly actor: JsonObject | null;
  readonly tenant: JsonObject | null;
  readonly preferences: RunContext["preferences"];
  readonly data: JsonObject;
  readonly hasOwnData = false;
  #wasRead = false;

  constructor({ workflow, isActive, trigger, channels, actor, tenant, preferences }: RunContext) {
    this.workflow = workflow;
    this.isActive = isActive;
    this.trigger = trigger;
    this.channels = channels;
    this.actor = actor;
    this.tenant = tenant;
    this.preferences = preferences;
    this.data = trigger.data;
  }

  get wasRead(): boolean {
    return this.#wasRead;
  }

  get runId(): string {
    return this.#read("");
  }

  get lane(): number {
    return this.#read(0);
  }

  get recipientKey(): string {
    return this.#read("");
  }

  get recipient(): JsonObject {
    return this.#read({});
  }

  get entries(): RunContext["entries"] {
    return this.#read(NO_ENTRIES);
  }

  get zone(): string {
    return this.#read("Etc/UTC");
  }

  #read<T>(value: T): T {
    this.#wasRead = true;
    return value;
  }
}
