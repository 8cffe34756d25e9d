import type { JsonObject } from "../../platform/json.js";
import { deepMerge } from "../../platform/json.js";
import { parseRecipientKey } from "../../platform/ids/index.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { ChannelService } from "../channels/index.js";
import type { PreferenceService } from "../preferences/index.js";
import { mergeLayers, parseLayer, type PreferenceLayer } from "../preferences/pure.js";
import { zoneOf } from "../timing/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import type { ChannelFacts, RunFacts } from "./engine/types.js";
import type { LaneRepository } from "./lane.repository.js";
import type { PersonRow, TriggerColumns } from "./lane-rows.js";

/** A run to gather facts for. */
export interface FactsWanted {
  runId: string;
  recipientKey: string;
  trigger: TriggerColumns;
  versionId: number;
  data: JsonObject | null;
  subscription: JsonObject | null;
}

export interface FactsDeps {
  lanes: LaneRepository;
  channels: ChannelService;
  preferences: PreferenceService;
  workflows: WorkflowVersions;
}

interface Known {
  people: Map<string, PersonRow>;
  tenants: Map<string, JsonObject>;
  channels: Map<string, ChannelFacts>;
  environment: PreferenceLayer | null;
  tenantDefaults: Map<string, PreferenceLayer | null>;
}

/** Loads what a set of runs may look at, once per table. */
export class FactsService {
  readonly #deps: FactsDeps;

  constructor(deps: FactsDeps) {
    this.#deps = deps;
  }

  async gather(q: Queryable, environmentId: number, wanted: readonly FactsWanted[]): Promise<RunFacts[]> {
    const known = await this.#load(q, environmentId, wanted);
    const actors = new Map<string, JsonObject | null>();
    const facts: RunFacts[] = [];
    for (const each of wanted) {
      const workflow = await this.#deps.workflows.compiledVersion(environmentId, each.versionId);
      const { trigger } = each;
      const person = known.people.get(each.recipientKey);
      const actorKey = trigger.actor_key;
      if (actorKey && !actors.has(actorKey)) actors.set(actorKey, viewOf(actorKey, known.people.get(actorKey), null));
      facts.push({
        runId: each.runId,
        recipientKey: each.recipientKey,
        workflow,
        trigger: factsOf(trigger),
        channels: known.channels,
        recipient: viewOf(each.recipientKey, person, each.subscription),
        actor: actorKey ? (actors.get(actorKey) ?? null) : null,
        tenant: trigger.tenant_id ? (known.tenants.get(trigger.tenant_id) ?? { id: trigger.tenant_id }) : null,
        data: each.data ? deepMerge(trigger.data, each.data) : trigger.data,
        hasOwnData: each.data !== null,
        preferences: preferencesOf(known, trigger.tenant_id, person),
        zone: zoneOf(person?.timezone ?? textOf(person?.properties?.timezone)),
      });
    }
    return facts;
  }

  /** Views of recipients by key, for templates. */
  async views(q: Queryable, environmentId: number, keys: readonly string[]): Promise<Map<string, JsonObject>> {
    const rows = keys.length > 0 ? await this.#deps.lanes.people(q, environmentId, keys, []) : [];
    return new Map(rows.map((row) => [row.key, viewOf(row.key, row, null)]));
  }

  async #load(q: Queryable, environmentId: number, wanted: readonly FactsWanted[]): Promise<Known> {
    const keys = new Set<string>();
    const tenantIds = new Set<string>();
    for (const { recipientKey, trigger } of wanted) {
      keys.add(recipientKey);
      if (trigger.actor_key) keys.add(trigger.actor_key);
      if (trigger.tenant_id) tenantIds.add(trigger.tenant_id);
    }
    const people = await this.#deps.lanes.people(q, environmentId, [...keys], [...tenantIds]);
    const tenants = tenantIds.size > 0 ? await this.#deps.lanes.tenants(q, environmentId, [...tenantIds]) : [];
    const channels = await this.#deps.channels.allOf(environmentId);
    const environment = await this.#deps.preferences.defaultsOf(environmentId, null);
    const tenantDefaults = new Map<string, PreferenceLayer | null>();
    for (const tenantId of tenantIds)
      tenantDefaults.set(tenantId, await this.#deps.preferences.defaultsOf(environmentId, tenantId));
    return {
      people: new Map(people.map((row) => [row.key, row])),
      tenants: new Map(tenants.map((row) => [row.tenant_id, { ...row.properties, id: row.tenant_id, name: row.name }])),
      channels: new Map(channels.map((row) => [row.key, { id: row.id, key: row.key, type: row.type }])),
      environment,
      tenantDefaults,
    };
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function factsOf(trigger: TriggerColumns): RunFacts["trigger"] {
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
export function viewOf(recipientKey: string, row: PersonRow | undefined, subscription: JsonObject | null): JsonObject {
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

function preferencesOf(known: Known, tenantId: string | null, person: PersonRow | undefined): RunFacts["preferences"] {
  const set = (id: string): PreferenceLayer | null => {
    const stored = person?.sets?.[id];
    return stored ? parseLayer(stored.rules, stored.commercial) : null;
  };
  return mergeLayers({
    recipient: set(""),
    recipientInTenant: tenantId === null ? null : set(tenantId),
    tenant: tenantId === null ? null : (known.tenantDefaults.get(tenantId) ?? null),
    environment: known.environment,
    hasTenant: tenantId !== null,
  });
}
