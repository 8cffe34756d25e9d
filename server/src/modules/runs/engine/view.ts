import type { JsonObject } from "../../../platform/json.js";
import type { TemplateScope } from "../../templates/index.js";
import type { RunTask, RunView } from "./types.js";

/** What conditions and templates of a run may name (knock.md §3.6, §3.7). */
export function createView(task: RunTask, now: number, sharedValues: Map<string, unknown>): RunView {
  const { facts } = task;
  return {
    task,
    facts,
    now,
    conditionScope: () => scopeOf(task),
    templateScope: () => templateScopeOf(task, now),
    shared<T>(key: string, make: () => T): T {
      const name = `${facts.trigger.id}/${key}`;
      if (!sharedValues.has(name)) sharedValues.set(name, make());
      // One name is always asked for with one type: it holds the step's ref and what is shared of it.
      return sharedValues.get(name) as T;
    },
  };
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
  const { facts, batch } = task;
  const { workflow } = facts;
  return {
    data: batch ? batch.data : facts.data,
    recipient: facts.recipient,
    actor: facts.actor ?? {},
    tenant: facts.tenant ?? {},
    vars: {},
    workflow: { id: workflow.key, key: workflow.key, name: workflow.name, categories: [...workflow.categories] },
    run: { total_activities: batch?.total ?? 1, total_actors: batch?.totalActors ?? (facts.actor ? 1 : 0) },
    refs: refsOf(task),
  };
}

/** A step skipped is `skipped`; a message made just now was delivered; older ones were looked up. */
function refsOf(task: RunTask): JsonObject {
  const refs: JsonObject = {};
  for (const [ref, ordinal] of Object.entries(task.state.refs)) {
    const fresh: JsonObject = { delivery_status: ordinal === 0 ? "skipped" : "delivered", engagement_status: [] };
    refs[ref] = task.statuses[ref] ?? fresh;
  }
  return refs;
}

function templateScopeOf(task: RunTask, now: number): TemplateScope {
  const { facts, batch } = task;
  const scope = scopeOf(task);
  const actors = batch ? batch.actors : facts.actor ? [facts.actor] : [];
  const single = { ...facts.data, id: facts.trigger.id, data: facts.data, actor: facts.actor };
  return {
    recipient: facts.recipient,
    actor: facts.actor,
    tenant: facts.tenant,
    data: batch ? batch.data : facts.data,
    activities: batch ? batch.activities : [single],
    actors,
    total_activities: batch?.total ?? 1,
    total_actors: batch?.totalActors ?? actors.length,
    timestamp: new Date(now).toISOString(),
    vars: {},
    workflow: scope.workflow,
    current_message: null,
    refs: scope.refs,
    run: scope.run,
  };
}
