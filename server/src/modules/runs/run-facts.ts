import { deepMerge, type JsonObject } from "../../platform/json.js";
import { parseRecipientKey } from "../../platform/ids/index.js";
import { zoneOf } from "../timing/index.js";
import type { RunFacts, TriggerFacts } from "./engine/types.js";
import type { PersonRow, TriggerColumns } from "./lane-rows.js";

/** A recipient's row as far as runs look at it; its preference sets are another matter. */
export type PersonFacts = Omit<PersonRow, "key" | "user_id" | "collection" | "object_id" | "sets">;

/** How a recipient was reached: the subscription's own properties, and the object's key as `object`. */
export type ReachedBy = JsonObject | null;

/** What one run is made of, loaded or imagined. */
export interface RunParts extends Pick<
  RunFacts,
  "runId" | "lane" | "recipientKey" | "workflow" | "isActive" | "channels" | "actor" | "tenant" | "preferences"
> {
  trigger: TriggerFacts;
  person: PersonFacts | undefined;
  /** This recipient's own data. */
  data: JsonObject | null;
  subscription: ReachedBy;
  /** Views of objects by key, for subscriptions. */
  objectOf: (key: string) => JsonObject;
}

/** What a run may look at: the same for live runs and imagined ones. */
export function factsOf(parts: RunParts): RunFacts {
  return new GatheredFacts(parts);
}

/** Of a large set most runs look at little: what is costly to make is made when it is first asked for. */
class GatheredFacts implements RunFacts {
  readonly #parts: RunParts;
  readonly runId: string;
  readonly lane: number;
  readonly recipientKey: string;
  readonly workflow: RunFacts["workflow"];
  readonly isActive: boolean;
  readonly trigger: TriggerFacts;
  readonly channels: RunFacts["channels"];
  readonly actor: JsonObject | null;
  readonly tenant: JsonObject | null;
  readonly preferences: RunFacts["preferences"];
  readonly data: JsonObject;
  readonly hasOwnData: boolean;
  #recipient: JsonObject | null = null;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.runId = parts.runId;
    this.lane = parts.lane;
    this.recipientKey = parts.recipientKey;
    this.workflow = parts.workflow;
    this.isActive = parts.isActive;
    this.trigger = parts.trigger;
    this.channels = parts.channels;
    this.actor = parts.actor;
    this.tenant = parts.tenant;
    this.preferences = parts.preferences;
    this.data = parts.data ? deepMerge(parts.trigger.data, parts.data) : parts.trigger.data;
    this.hasOwnData = parts.data !== null;
  }

  get recipient(): JsonObject {
    const { person, subscription, objectOf } = this.#parts;
    this.#recipient ??= recipientView(this.recipientKey, person, subscription && withObject(subscription, objectOf));
    return this.#recipient;
  }

  get zone(): string {
    const { person } = this.#parts;
    return zoneOf(person?.timezone ?? textOf(person?.properties?.timezone));
  }
}

export function triggerFacts(trigger: TriggerColumns): TriggerFacts {
  return {
    id: trigger.id,
    seq: trigger.seq,
    data: trigger.data,
    actorKey: trigger.actor_key,
    tenantId: trigger.tenant_id,
    isSandbox: trigger.is_sandbox,
    skipsDelays: trigger.skips_delays,
    acceptedAt: Date.parse(trigger.accepted_at),
  };
}

/** A recipient as conditions and templates see it: its properties beside what Carillon knows (knock.md §3.7). */
export function recipientView(
  recipientKey: string,
  row: PersonFacts | undefined,
  subscription: JsonObject | null,
): JsonObject {
  const ref = parseRecipientKey(recipientKey);
  const identity: JsonObject =
    ref.kind === "user"
      ? { __typename: "User", id: ref.userId }
      : { __typename: "RecipientObject", id: ref.objectId, collection: ref.collection };
  const view: JsonObject = { ...row?.properties, ...identity };
  if (row?.is_known) {
    view.name = row.name;
    view.avatar = row.avatar;
    view.created_at = row.created_at?.toISOString() ?? null;
    view.updated_at = row.updated_at?.toISOString() ?? null;
    if (ref.kind === "user") {
      Object.assign(view, {
        email: row.email,
        phone_number: row.phone_number,
        timezone: row.timezone,
        locale: row.locale,
      });
    }
  }
  if (subscription) view.subscription = subscription;
  return view;
}

export function tenantView(
  tenantId: string,
  row: { name: string | null; properties: JsonObject } | undefined,
): JsonObject {
  return row ? { ...row.properties, id: tenantId, name: row.name } : { id: tenantId };
}

function withObject(subscription: JsonObject, objectOf: (key: string) => JsonObject): JsonObject {
  const { object } = subscription;
  return typeof object === "string" ? { ...subscription, object: objectOf(object) } : subscription;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
