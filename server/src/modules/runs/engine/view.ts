import { messageId } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { TemplateScope } from "../../templates/index.js";
import type { CompiledWorkflow } from "../../workflows/pure.js";
import type { RunContext, RunTask, RunView } from "./types.js";

/** The data that conditions and templates of a run can read (knock.md §3.6, §3.7). */
export function createView(task: RunTask, set: SetView): RunView {
  return new View(task, set);
}

/** Values that all runs of a set share. */
export class SetView {
  readonly timestamp: string;
  readonly #shared = new Map<string, unknown>();

  constructor(readonly now: number) {
    this.timestamp = new Date(now).toISOString();
  }

  shared<T>(name: string, make: () => T): T {
    if (!this.#shared.has(name)) this.#shared.set(name, make());
    // A name always has the same type of value: it contains the step's ref and the kind of value.
    return this.#shared.get(name) as T;
  }
}

class View implements RunView {
  readonly context: RunContext;

  constructor(
    readonly task: RunTask,
    private readonly set: SetView,
  ) {
    this.context = task.context;
  }

  get now(): number {
    return this.set.now;
  }

  conditionScope(): Scope {
    return scopeOf(this.task);
  }

  templateScope(roots: ReadonlySet<string>): TemplateScope {
    return templateScopeOf(this.task, this.set.timestamp, roots);
  }

  shared<T>(key: string, make: () => T): T {
    return this.set.shared(`${this.context.trigger.id}/${key}`, make);
  }
}

interface Scope {
  data: JsonObject;
  recipient: JsonObject;
  actor: JsonObject;
  tenant: JsonObject;
  vars: JsonObject;
  workflow: JsonObject;
  run: JsonObject;
  refs: JsonObject;
}

function scopeOf(task: RunTask): Scope {
  const { context, batch } = task;
  const { workflow } = context;
  return {
    data: batch ? batch.data : context.data,
    // Few workflows look at it, and it is made when it is asked for.
    get recipient() {
      return context.recipient;
    },
    actor: context.actor ?? {},
    tenant: context.tenant ?? {},
    vars: NOTHING,
    workflow: workflowView(workflow),
    run: totalsOf(task),
    refs: refsOf(task),
  };
}

function totalsOf({ batch, context }: RunTask): JsonObject {
  return { total_activities: batch?.total ?? 1, total_actors: batch?.totalActors ?? (context.actor ? 1 : 0) };
}

const NOTHING: JsonObject = Object.freeze({});
const workflowViews = new WeakMap<CompiledWorkflow, JsonObject>();

/** One object per version: rendered texts are cached by the identity of their inputs. */
function workflowView(workflow: CompiledWorkflow): JsonObject {
  const known = workflowViews.get(workflow);
  if (known) return known;
  const view = {
    id: workflow.key,
    key: workflow.key,
    name: workflow.name,
    categories: [...workflow.categories],
    commercial: workflow.settings.isCommercial,
    override_preferences: workflow.settings.overridePreferences,
  };
  workflowViews.set(workflow, view);
  return view;
}

/**
 * A skipped step is `skipped`. Statuses of older messages were loaded, and deleted ones are `expired`. The others
 * were created in this set.
 */
function refsOf(task: RunTask): JsonObject {
  const refs: JsonObject = {};
  for (const [ref, ordinal] of Object.entries(task.state.refs)) {
    const made = task.messages.find((message) => message.ordinal === ordinal);
    const status = ordinal === 0 ? "skipped" : made ? made.deliveryStatus.toLowerCase() : "expired";
    refs[ref] = task.statuses[ref] ?? { delivery_status: status, engagement_status: [] };
  }
  return refs;
}

function singleActivity({ trigger, data, actor, recipient }: RunContext): JsonObject {
  const at = new Date(trigger.acceptedAt).toISOString();
  return { ...data, id: trigger.id, data, actor, recipient, inserted_at: at, updated_at: at };
}

/** Builds only the requested roots if building them is costly. */
function templateScopeOf(task: RunTask, timestamp: string, roots: ReadonlySet<string>): TemplateScope {
  const { context, batch } = task;
  const actors = batch ? batch.actors : context.actor ? [context.actor] : [];
  return {
    recipient: roots.has("recipient") ? context.recipient : NOTHING,
    actor: context.actor,
    tenant: context.tenant,
    data: batch ? batch.data : context.data,
    activities: roots.has("activities") ? activitiesOf(task) : [],
    actors,
    total_activities: batch?.total ?? 1,
    total_actors: batch?.totalActors ?? actors.length,
    timestamp,
    vars: NOTHING,
    workflow: workflowView(context.workflow),
    current_message: roots.has("current_message") ? currentMessage(task, timestamp) : null,
    refs: roots.has("refs") ? refsOf(task) : NOTHING,
    run: roots.has("run") ? totalsOf(task) : NOTHING,
  };
}

function activitiesOf({ batch, context }: RunTask): JsonObject[] {
  if (!batch) return [singleActivity(context)];
  return batch.activities.map((activity) => ({ ...activity, recipient: context.recipient }));
}

function currentMessage({ context, state }: RunTask, timestamp: string): JsonObject {
  const key = { lane: context.lane, runId: context.runId, ordinal: state.messageCount + 1 };
  return { id: messageId(key), inserted_at: timestamp, updated_at: timestamp };
}
