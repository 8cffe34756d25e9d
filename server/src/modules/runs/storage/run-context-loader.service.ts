import { laneOf } from "../../identifiers/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { EntityStore, Tx } from "../../../platform/postgres/index.js";
import {
  NO_ENTRIES,
  type ChannelDataService,
  type ChannelService,
  type EntriesByChannel,
} from "../../channels/index.js";
import type { MessageChannels } from "../../messages/index.js";
import type { PreferenceService } from "../../preferences/index.js";
import { mergeLayers, parseLayer, type PreferenceLayer } from "../../preferences/pure.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { ChannelContext, RunContext, TriggerContext } from "../engine/types.js";
import { channelContexts } from "./channel-contexts.js";
import type { LaneRepository } from "./lane.repository.js";
import type { PersonRow, TriggerColumns } from "./lane-records.js";
import type { PeopleQuery, PeopleRepository } from "./people.repository.js";
import { runContextOf, recipientView, subscriptionView, tenantView, triggerContext } from "./run-context.js";

/** A run whose context is to be loaded. */
export interface RunContextRequest {
  runId: string;
  recipientKey: string;
  trigger: TriggerColumns;
  versionId: number;
  data: JsonObject | null;
  subscription: JsonObject | null;
}

export interface RunContextLoaderDeps {
  lanes: LaneRepository;
  people: PeopleRepository;
  channels: ChannelService;
  channelData: ChannelDataService;
  messageChannels: MessageChannels;
  preferences: PreferenceService;
  workflows: WorkflowVersions;
}

interface Known {
  people: Map<string, PersonRow>;
  tenants: Map<string, JsonObject>;
  channels: Map<string, ChannelContext>;
  /** By recipient. */
  entries: Map<string, EntriesByChannel>;
  environment: PreferenceLayer | null;
  tenantDefaults: Map<string, PreferenceLayer | null>;
}

/** Recipients as templates see them. */
export interface Views {
  found: Map<string, JsonObject>;
  /** Keys of recipients whose data did not fit into this batch. */
  leftOut: Set<string>;
}

/** Loads the data that runs of a set may read, once per table. */
export class RunContextLoader {
  readonly #deps: RunContextLoaderDeps;

  constructor(deps: RunContextLoaderDeps) {
    this.#deps = deps;
  }

  /** The recipients that a small set will probably need, for `gather`. */
  next(tx: Tx, environmentId: number, limit: number): Promise<ReadonlyMap<string, PersonRow>> {
    return this.#deps.people.next(tx, environmentId, limit);
  }

  /**
   * In the requested order. If recipients have much data, returns as many runs as fit the budget, but at least one.
   * `next`: people who were read already. Nobody else is read if it has all that the runs need.
   */
  async gather(
    q: EntityStore,
    environmentId: number,
    all: readonly RunContextRequest[],
    next: ReadonlyMap<string, PersonRow> | null = null,
  ): Promise<RunContext[]> {
    const known = await this.#load(q, environmentId, all, next);
    const missing = all.findIndex((each) => keysOf(each).some((key) => known.people.get(key)?.isLeftOut));
    const wanted = missing < 0 ? all : all.slice(0, missing);
    const views = new Map<string, JsonObject>();
    // Actors and objects, which many recipients share.
    const viewOf = (key: string): JsonObject => {
      const view = views.get(key) ?? recipientView(key, known.people.get(key), null);
      views.set(key, view);
      return view;
    };
    // Most subscribers of an object have no properties of their own, and share one object.
    const subscriptions = new Map<JsonObject, JsonObject>();
    const reachedBy = (subscription: JsonObject): JsonObject => {
      const view = subscriptions.get(subscription) ?? subscriptionView(subscription, viewOf);
      subscriptions.set(subscription, view);
      return view;
    };
    const triggers = new Map<TriggerColumns, TriggerContext>();
    const versions = new Map<number, Pick<RunContext, "workflow" | "isActive">>();
    const contexts: RunContext[] = [];
    for (const { runId, recipientKey, trigger, versionId, data, subscription } of wanted) {
      const { actor_key: actorKey, tenant_id: tenantId } = trigger;
      const person = known.people.get(recipientKey);
      const itsTrigger = triggers.get(trigger) ?? triggerContext(trigger);
      triggers.set(trigger, itsTrigger);
      const version = versions.get(versionId) ?? (await this.#version(q, environmentId, versionId));
      versions.set(versionId, version);
      contexts.push(
        runContextOf({
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
          entries: known.entries.get(recipientKey) ?? NO_ENTRIES,
          data,
          subscription: subscription && reachedBy(subscription),
        }),
      );
    }
    return contexts;
  }

  async #version(
    q: EntityStore,
    environmentId: number,
    versionId: number,
  ): Promise<Pick<RunContext, "workflow" | "isActive">> {
    const workflow = await this.#deps.workflows.compiledVersion(environmentId, versionId, q);
    return { workflow, isActive: await this.#deps.workflows.isActive(environmentId, workflow, q) };
  }

  /** Views of recipients by key, for templates. The first `firstCount` are read whatever their size. */
  async views(q: EntityStore, environmentId: number, keys: readonly string[], firstCount: number): Promise<Views> {
    const rows = await this.#deps.people.people(q, environmentId, { keys, tenantIds: [], firstCount });
    const [leftOut, read] = [rows.filter((row) => row.isLeftOut), rows.filter((row) => !row.isLeftOut)];
    return {
      found: new Map(read.map((row) => [row.key, recipientView(row.key, row, null)])),
      leftOut: new Set(leftOut.map((row) => row.key)),
    };
  }

  async #load(
    q: EntityStore,
    environmentId: number,
    wanted: readonly RunContextRequest[],
    next: ReadonlyMap<string, PersonRow> | null,
  ): Promise<Known> {
    const keys = new Set<string>();
    const tenantIds = new Set<string>();
    for (const each of wanted) {
      for (const key of keysOf(each)) keys.add(key);
      if (each.trigger.tenant_id) tenantIds.add(each.trigger.tenant_id);
    }
    const [first] = wanted;
    const query = {
      keys: [...keys],
      tenantIds: [...tenantIds],
      firstCount: first ? new Set(keysOf(first)).size : 0,
    };
    const people = foundAlready(query, next) ?? (await this.#deps.people.people(q, environmentId, query));
    const tenants = tenantIds.size > 0 ? await this.#deps.lanes.tenants(q, environmentId, [...tenantIds]) : [];
    // On the set's own connection: a holder of a connection that waits for another one may wait for ever.
    const channels = await this.#deps.channels.allOf(environmentId, q);
    const recipients = [...new Set(wanted.map(({ recipientKey }) => recipientKey))];
    const entries = await this.#deps.channelData.entriesOf(q, environmentId, { recipients, channels });
    const environment = await this.#deps.preferences.defaultsOf(environmentId, null, q);
    const tenantDefaults = new Map<string, PreferenceLayer | null>();
    for (const tenantId of tenantIds)
      tenantDefaults.set(tenantId, await this.#deps.preferences.defaultsOf(environmentId, tenantId, q));
    return {
      people: new Map(people.map((row) => [row.key, row])),
      tenants: new Map(tenants.map((row) => [row.tenant_id, tenantView(row.tenant_id, row)])),
      channels: channelContexts(channels, this.#deps.messageChannels),
      entries,
      environment,
      tenantDefaults,
    };
  }
}

/** Null if one is missing, or if preference sets of tenants are needed. */
function foundAlready(
  { keys, tenantIds }: Pick<PeopleQuery, "keys" | "tenantIds">,
  next: ReadonlyMap<string, PersonRow> | null,
): PersonRow[] | null {
  if (next === null || tenantIds.length > 0) return null;
  const rows = keys.flatMap((key) => next.get(key) ?? []);
  return rows.length === keys.length ? rows : null;
}

/** The people and objects that a run's templates and conditions may refer to. */
function keysOf({ recipientKey, trigger, subscription }: RunContextRequest): string[] {
  const { actor_key: actorKey } = trigger;
  const object = subscription?.object;
  return [recipientKey, ...(typeof object === "string" ? [object] : []), ...(actorKey ? [actorKey] : [])];
}

function preferencesOf(
  known: Known,
  tenantId: string | null,
  person: PersonRow | undefined,
): RunContext["preferences"] {
  const set = (id: string): PreferenceLayer | null => {
    const stored = person?.sets?.get(id);
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
