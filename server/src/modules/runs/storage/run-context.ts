import { deepMerge, type JsonObject } from "../../../platform/json.js";
import { parseRecipientKey } from "../../identifiers/index.js";
import { preferencesView } from "../../preferences/pure.js";
import { zoneOf } from "../../timing/index.js";
import type { RunContext, TriggerContext } from "../engine/types.js";
import type { PersonRow, TriggerColumns } from "./lane-records.js";

/** A recipient's row as far as runs look at it; its preference sets are another matter. */
export type PersonColumns = Omit<PersonRow, "key" | "sets" | "isLeftOut">;

/** The parts of a run's context, loaded or imagined. */
export interface RunParts extends Pick<
  RunContext,
  | "runId"
  | "lane"
  | "recipientKey"
  | "workflow"
  | "isActive"
  | "channels"
  | "actor"
  | "tenant"
  | "preferences"
  | "entries"
> {
  trigger: TriggerContext;
  person: PersonColumns | undefined;
  /** This recipient's own data. */
  data: JsonObject | null;
  /** The path by which this recipient was reached, in the form of `subscriptionView`. */
  subscription: JsonObject | null;
}

/** The data that a run may read: the same for live and simulated runs. */
export function runContextOf(parts: RunParts): RunContext {
  return new LazyRunContext(parts);
}

/** Most runs of a large set read little: costly values are built when they are first read. */
class LazyRunContext implements RunContext {
  readonly runId: string;
  readonly lane: number;
  readonly recipientKey: string;
  readonly workflow: RunContext["workflow"];
  readonly isActive: boolean;
  readonly trigger: TriggerContext;
  readonly channels: RunContext["channels"];
  readonly actor: JsonObject | null;
  readonly tenant: JsonObject | null;
  readonly preferences: RunContext["preferences"];
  readonly entries: RunContext["entries"];
  readonly hasOwnData: boolean;
  readonly #own: JsonObject | null;
  #data: JsonObject | null = null;
  readonly #person: RunParts["person"];
  readonly #subscription: JsonObject | null;
  #recipient: JsonObject | null = null;

  constructor(parts: RunParts) {
    this.#person = parts.person;
    this.#subscription = parts.subscription;
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
    this.entries = parts.entries;
    this.#own = parts.data;
    this.hasOwnData = parts.data !== null;
  }

  get data(): JsonObject {
    this.#data ??= this.#own ? deepMerge(this.trigger.data, this.#own) : this.trigger.data;
    return this.#data;
  }

  get recipient(): JsonObject {
    this.#recipient ??= this.#view();
    return this.#recipient;
  }

  #view(): JsonObject {
    const view = recipientView(this.recipientKey, this.#person, this.#subscription);
    if (this.workflow.readsPreferences) view.preferences = preferencesView(this.preferences);
    return view;
  }

  get zone(): string {
    return zoneOf(this.#person?.timezone ?? textOf(this.#person?.properties?.timezone));
  }
}

export function triggerContext(trigger: TriggerColumns): TriggerContext {
  return {
    id: trigger.id,
    seq: trigger.seq,
    data: trigger.data,
    actorKey: trigger.actor_key,
    tenantId: trigger.tenant_id,
    isSandbox: trigger.is_sandbox,
    skipsDelays: trigger.skips_delays,
    expiresAt: trigger.expires_at,
    acceptedAt: trigger.accepted_at,
  };
}

/**
 * A recipient as conditions and templates see it: its properties and Carillon's own fields, which win (knock.md §3.7). Built
 * for every run: Carillon's fields come first, so that all views of a set have the same shape, which is ten times as fast as
 * a spread.
 */
export function recipientView(
  recipientKey: string,
  row: PersonColumns | undefined,
  subscription: JsonObject | null,
): JsonObject {
  const view = identityView(recipientKey, row);
  if (subscription) view.subscription = subscription;
  const properties = row?.properties ?? {};
  for (const key in properties) {
    const value = properties[key];
    if (value !== undefined && !Object.hasOwn(view, key)) view[key] = value;
  }
  return view;
}

function identityView(recipientKey: string, row: PersonColumns | undefined): JsonObject {
  const ref = parseRecipientKey(recipientKey);
  const isUser = ref.kind === "user";
  if (!row?.is_known) {
    return isUser
      ? { __typename: "User", id: ref.userId }
      : { __typename: "RecipientObject", id: ref.objectId, collection: ref.collection };
  }
  const { name, avatar } = row;
  const created_at = row.created_at === null ? null : new Date(row.created_at).toISOString();
  const updated_at = row.updated_at === null ? null : new Date(row.updated_at).toISOString();
  if (!isUser) {
    const { objectId: id, collection } = ref;
    return { __typename: "RecipientObject", id, collection, name, avatar, created_at, updated_at };
  }
  const { email, phone_number, timezone, locale } = row;
  const id = ref.userId;
  return { __typename: "User", id, name, avatar, created_at, updated_at, email, phone_number, timezone, locale };
}

export function tenantView(
  tenantId: string,
  row: { name: string | null; properties: JsonObject } | undefined,
): JsonObject {
  return row ? { ...row.properties, id: tenantId, name: row.name } : { id: tenantId };
}

/** The subscription through which a recipient was reached: its properties, and the object itself in place of its key. */
export function subscriptionView(subscription: JsonObject, objectOf: (key: string) => JsonObject): JsonObject {
  const { object } = subscription;
  return typeof object === "string" ? { ...subscription, object: objectOf(object) } : subscription;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
