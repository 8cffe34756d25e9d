import type { Json, JsonObject } from "../../../platform/json.js";
import type { AuditedField } from "./audited-fields.js";

/** Fields of inputs whose values say nothing of people and hold no secret. Of others, only the name is recorded. */
const KEPT = new Set([
  ...["action", "cancelsRuns", "channelKey", "channelType", "collection", "draftRevision", "environmentKey"],
  ...[
    "expectedVersion",
    "hidesPersonalData",
    "id",
    "isActive",
    "isDevelopment",
    "isDryRun",
    "isSandbox",
    "keyId",
    "key",
  ],
  ...["kind", "linkSchemes", "mark", "memberId", "message", "objectId", "promotesToKey", "providerKey", "role"],
  ...["sessionId", "tenantId", "toEnvironmentKey", "type", "url", "userId", "version", "workflowKey"],
]);
/** Names of things are kept, names of recipients are not. */
const NAMED = /^(?:apiKey|channel|environment|member|signingKey|workflow)\./;
const TEXT_MAX_LENGTH = 300;
const LIST_MAX = 20;

/** The target of a call, such as `workflow:new-comment`. */
export function targetOf({ target }: AuditedField, input: unknown): string {
  const [kind = "", paths = ""] = target.split(":");
  const names = paths === "" ? [] : paths.split("/").map((path) => textAt(input, path.split(".")));
  const given = names.filter((name) => name !== null);
  return given.length === 0 ? kind : `${kind}:${given.join("/")}`;
}

/** The fields that the input gives, with the values that may be kept. */
export function changesOf({ action }: AuditedField, input: unknown): JsonObject {
  if (typeof input !== "object" || input === null) return {};
  const changes = Object.entries(input).flatMap(([field, value]: [string, unknown]) => {
    if (value === undefined || field === "idempotencyKey") return [];
    const isNamed = (field === "name" || field === "email") && NAMED.test(action);
    const kept = KEPT.has(field) || isNamed ? keptValue(value) : undefined;
    const change: JsonObject = kept === undefined ? { isLeftOut: true } : { after: kept };
    return [[field, change] as const];
  });
  return Object.fromEntries(changes);
}

/** Undefined for what is too large, or no plain value. */
function keptValue(value: unknown): Json | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return value.slice(0, TEXT_MAX_LENGTH);
  if (!Array.isArray(value) || value.length > LIST_MAX) return undefined;
  const items = value.map((item: unknown) => keptValue(item));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function textAt(input: unknown, path: readonly string[]): string | null {
  let value: unknown = input;
  for (const name of path) {
    value = typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
  }
  return typeof value === "string" ? value.slice(0, TEXT_MAX_LENGTH) : null;
}
