import { laneOf } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Queryable } from "../../platform/postgres/index.js";
import type { ChannelService } from "../channels/index.js";
import type { PreferenceService } from "../preferences/index.js";
import { mergeLayers, parseLayer, type PreferenceLayer } from "../preferences/pure.js";
import type { WorkflowVersions } from "../workflows/index.js";
import type { ChannelFacts, RunFacts, TriggerFacts } from "./engine/types.js";
import type { LaneRepository } from "./lane.repository.js";
import type { PersonRow, TriggerColumns } from "./lane-rows.js";
import { factsOf, recipientView, subscriptionView, tenantView, triggerFacts } from "./run-facts.js";

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
    const views = new Map<string, JsonObject>();
    // Actors and objects, which many recipients share.
    const viewOf = (key: string): JsonObject => {
      const view = views.get(key) ?? recipientView(key, known.people.get(key), null);
      views.set(key, view);
      return view;
    };
    // Of an object's subscribers most have no properties of their own, and share one.
    const subscriptions = new Map<JsonObject, JsonObject>();
    const reachedBy = (subscription: JsonObject): JsonObject => {
      const view = subscriptions.get(subscription) ?? subscriptionView(subscription, viewOf);
      subscriptions.set(subscription, view);
      return view;
    };
    const triggers = new Map<TriggerColumns, TriggerFacts>();
    const versions = new Map<number, Pick<RunFacts, "workflow" | "isActive">>();
    const facts: RunFacts[] = [];
    for (const { runId, recipientKey, trigger, versionId, data, subscription } of wanted) {
      const { actor_key: actorKey, tenant_id: tenantId } = trigger;
      const person = known.people.get(recipientKey);
      const itsTrigger = triggers.get(trigger) ?? triggerFacts(trigger);
      triggers.set(trigger, itsTrigger);
      const version = versions.get(versionId) ?? (await this.#version(environmentId, versionId));
      versions.set(versionId, version);
      facts.push(
        factsOf({
          runId,
          lane: laneOf(environmentId, recipientKey),
          recipientKey,
          ...version,
          trigger: itsTrigger,
          channels: known.channels,
          person,
          actor: actorKey ? viewOf(actorKey) : null,
          tenant: tenantId ? (known.tenants.get(tenantId) ?? tenantView(tenantId, undefined)) : null,
          preferences: preferencesOf(known, tenantId, person),
          data,
          subscription: subscription && reachedBy(subscription),
        }),
      );
    }
    return facts;
  }

  async #version(environmentId: number, versionId: number): Promise<Pick<RunFacts, "workflow" | "isActive">> {
    const workflow = await this.#deps.workflows.compiledVersion(environmentId, versionId);
    return { workflow, isActive: await this.#deps.workflows.isActive(environmentId, workflow.key) };
  }

  /** Views of recipients by key, for templates. */
  async views(q: Queryable, environmentId: number, keys: readonly string[]): Promise<Map<string, JsonObject>> {
    const rows = keys.length > 0 ? await this.#deps.lanes.people(q, environmentId, keys, []) : [];
    return new Map(rows.map((row) => [row.key, recipientView(row.key, row, null)]));
  }

  async #load(q: Queryable, environmentId: number, wanted: readonly FactsWanted[]): Promise<Known> {
    const keys = new Set<string>();
    const tenantIds = new Set<string>();
    for (const { recipientKey, trigger, subscription } of wanted) {
      keys.add(recipientKey);
      if (typeof subscription?.object === "string") keys.add(subscription.object);
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
      tenants: new Map(tenants.map((row) => [row.tenant_id, tenantView(row.tenant_id, row)])),
      channels: new Map(channels.map((row) => [row.key, { id: row.id, key: row.key, type: row.type }])),
      environment,
      tenantDefaults,
    };
  }
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
