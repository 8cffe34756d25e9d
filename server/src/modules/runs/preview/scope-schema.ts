import type { Json, JsonObject } from "../../../platform/json.js";
import { observedSchema, withObserved } from "./observed-schema.js";

/** What recent triggers and their people look like. */
export interface Samples {
  data: Json[];
  recipients: Json[];
  actors: Json[];
  tenants: Json[];
}

/** A step of a document as it is written, in document order. */
export interface WrittenStep {
  ref: string;
  type: string;
}

const TEXT: JsonObject = { type: "string" };
const COUNT: JsonObject = { type: "integer" };
const TIME: JsonObject = { type: "string", format: "date-time" };

const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const list = (items: JsonObject): JsonObject => ({ type: "array", items });

const WORKFLOW = object({
  ...{ id: TEXT, key: TEXT, name: TEXT, categories: list(TEXT) },
  ...{ commercial: { type: "boolean" }, override_preferences: { type: "boolean" } },
});

/** Fields that recipients and tenants have whatever their properties. */
const PERSON = object({
  ...{ id: TEXT, name: TEXT, avatar: TEXT, email: TEXT, phone_number: TEXT, timezone: TEXT, locale: TEXT },
  ...{ created_at: TIME, updated_at: TIME },
});
const TENANT = object({ id: TEXT, name: TEXT });

/** What conditions and templates may read of the messages of an earlier step. */
const REF = object({ delivery_status: TEXT, engagement_status: list(TEXT) });

/** The steps of a document, those in branches included. Parts that are not steps are passed over. */
export function stepsOf(holder: JsonObject): WrittenStep[] {
  const steps = Array.isArray(holder.steps) ? holder.steps : [];
  return steps.flatMap((step): WrittenStep[] => {
    if (typeof step !== "object" || step === null || Array.isArray(step)) return [];
    const { ref, type, branches } = step;
    const own = typeof ref === "string" && typeof type === "string" ? [{ ref, type }] : [];
    const inner = Array.isArray(branches) ? branches : [];
    return [...own, ...inner.flatMap((branch) => (isObject(branch) ? stepsOf(branch) : []))];
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema of all variables of the workflow's conditions; with `earlier`, of a step after these steps. */
export function scopeSchema(
  { dataSchema }: JsonObject,
  samples: Samples,
  earlier: readonly WrittenStep[] | null,
): JsonObject {
  const data = observedSchema(samples.data);
  const declared = dataSchema !== undefined && isObject(dataSchema) ? withObserved(dataSchema, data) : data;
  const recipient = withObserved(PERSON, observedSchema(samples.recipients));
  const actor = withObserved(PERSON, observedSchema(samples.actors));
  const shared: JsonObject = {
    data: { type: "object", ...declared },
    ...{ recipient, actor, tenant: withObserved(TENANT, observedSchema(samples.tenants)) },
    workflow: WORKFLOW,
    run: object({ total_activities: COUNT, total_actors: COUNT }),
  };
  if (!earlier) return object(shared);
  const refs = earlier.filter(({ type }) => type === "channel").map(({ ref }) => [ref, REF] as const);
  const activity = object({ id: TEXT, data: declared, actor, recipient, inserted_at: TIME, updated_at: TIME });
  return object({
    ...shared,
    refs: object(Object.fromEntries(refs)),
    ...{ activities: list(activity), actors: list(actor) },
    ...{ total_activities: COUNT, total_actors: COUNT, timestamp: TIME },
    current_message: object({ id: TEXT, inserted_at: TIME, updated_at: TIME }),
  });
}
