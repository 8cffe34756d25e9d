import type { Json, JsonObject } from "../../platform/json.js";

/**
 * The values that a template can read. Top-level keys of `data` can also be read directly, unless one of these names hides
 * them.
 */
export interface TemplateScope {
  recipient: JsonObject | null;
  actor: JsonObject | null;
  tenant: JsonObject | null;
  data: JsonObject;
  activities: Json[];
  actors: Json[];
  total_activities: number;
  total_actors: number;
  /** ISO 8601. Also what `now` and `today` mean to the date filters. */
  timestamp: string;
  vars: JsonObject;
  workflow: JsonObject;
  current_message: JsonObject | null;
  refs: JsonObject;
  run: JsonObject;
}

export const SCOPE_NAMES: ReadonlySet<string> = new Set<keyof TemplateScope>([
  "recipient",
  "actor",
  "tenant",
  "data",
  "activities",
  "actors",
  "total_activities",
  "total_actors",
  "timestamp",
  "vars",
  "workflow",
  "current_message",
  "refs",
  "run",
]);

/** The part that all recipients of a trigger share. Never changed in place: rendered texts are cached by its identity. */
export interface SharedScope {
  actor: JsonObject | null;
  tenant: JsonObject | null;
  data: JsonObject;
  vars: JsonObject;
  workflow: JsonObject;
}

/** The part of one run. Its objects are never changed in place either. */
export interface RunScope {
  recipient: JsonObject | null;
  /** ISO 8601. */
  timestamp: string;
  activities: Json[];
  actors: Json[];
  totalActivities: number;
  totalActors: number;
  currentMessage?: JsonObject | null;
  refs?: JsonObject;
  run?: JsonObject;
}

const NOTHING: JsonObject = Object.freeze({});

/** Once per run: cheap, nothing is copied. */
export function buildTemplateScope(shared: SharedScope, run: RunScope): TemplateScope {
  return {
    recipient: run.recipient,
    actor: shared.actor,
    tenant: shared.tenant,
    data: shared.data,
    activities: run.activities,
    actors: run.actors,
    total_activities: run.totalActivities,
    total_actors: run.totalActors,
    timestamp: run.timestamp,
    vars: shared.vars,
    workflow: shared.workflow,
    current_message: run.currentMessage ?? null,
    refs: run.refs ?? NOTHING,
    run: run.run ?? NOTHING,
  };
}
