import { badInput, type InputIssue } from "../../../platform/errors/index.js";
import { isObjectKey, laneOf } from "../../identifiers/index.js";
import type { EntityStore, Queryable } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import type { Scope } from "../../requests/index.js";
import type { ChannelDataService, ChannelService } from "../../channels/index.js";
import type { RecipientService } from "../../objects/index.js";
import type { PreferenceService } from "../../preferences/index.js";
import type { SubscriptionService } from "../../subscriptions/index.js";
import type { TenantService } from "../../tenants/index.js";
import { RUNS_MAX, type CheckedTrigger } from "./check-simulation.js";
import { ImaginedWorld, preferenceName } from "./imagined-world.js";
import type { StoryRecipient, StoryTrigger } from "./story.js";

export interface StoryDeps {
  channels: ChannelService;
  channelData: ChannelDataService;
  preferences: PreferenceService;
  recipients: RecipientService;
  subscriptions: SubscriptionService;
  tenants: TenantService;
}

/** The caller by whom expensive work takes turns. */
export function callerOf({ actor, environmentId }: Scope): string {
  if ("apiKeyId" in actor) return actor.apiKeyId;
  return "sessionId" in actor ? actor.sessionId : String(environmentId);
}

/** Loads the stored data of everybody whom a story mentions, for a simulation or a preview. */
export class StoryLoader {
  readonly #runtime: Runtime;
  readonly #deps: StoryDeps;

  constructor(runtime: Runtime, deps: StoryDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** The triggers with their recipients, and the people, tenants and preferences of all. */
  async load(
    tx: EntityStore,
    scope: Scope,
    triggers: readonly CheckedTrigger[],
  ): Promise<{ world: ImaginedWorld; triggers: StoryTrigger[] }> {
    const { environmentId } = scope;
    const reached: StoryRecipient[][] = [];
    let left = RUNS_MAX;
    for (const trigger of triggers) {
      const recipients = await this.#reached(tx, environmentId, trigger, left);
      left -= recipients.length;
      if (left < 0) throw badInput([tooMany(trigger.path)]);
      reached.push(recipients);
    }
    const stories = triggers.map((trigger, index) => storyTrigger(trigger, reached[index] ?? []));
    return { world: await this.#world(tx, scope, stories, triggers), triggers: stories };
  }

  /** One trigger that reaches exactly the recipients that it names: subscribers of objects are left out. */
  async loadNamed(
    tx: EntityStore,
    scope: Scope,
    trigger: CheckedTrigger,
  ): Promise<{ world: ImaginedWorld; trigger: StoryTrigger }> {
    const { environmentId } = scope;
    const reached = trigger.checked.recipients.map(({ named: { recipientKey: key }, data }) => {
      return { key, lane: laneOf(environmentId, key), data, subscription: null, through: null };
    });
    const story = storyTrigger(trigger, reached);
    return { world: await this.#world(tx, scope, [story], [trigger]), trigger: story };
  }

  /** Named recipients, then subscribers of the objects among them, as a fan-out reaches them; each once. */
  async #reached(
    tx: Queryable,
    environmentId: number,
    { checked }: CheckedTrigger,
    left: number,
  ): Promise<StoryRecipient[]> {
    const found = new Map<string, StoryRecipient>();
    const reach = (key: string, more: Pick<StoryRecipient, "data" | "subscription" | "through">): void => {
      if (!found.has(key)) found.set(key, { key, lane: laneOf(environmentId, key), ...more });
    };
    for (const { named, data } of checked.recipients)
      reach(named.recipientKey, { data, subscription: null, through: null });
    const objects = [...found.keys()].filter(isObjectKey).sort();
    for (const through of objects) {
      const rows = await this.#deps.subscriptions.subscribersBelow(tx, environmentId, through, limitFor(left));
      for (const { subscriber_key: key, object_key: object, properties } of rows) {
        if (key === checked.actor?.recipientKey || key === through) continue;
        reach(key, { data: null, subscription: { ...properties, object }, through });
      }
    }
    return [...found.values()];
  }

  async #world(
    tx: EntityStore,
    scope: Scope,
    triggers: readonly StoryTrigger[],
    checked: readonly CheckedTrigger[],
  ): Promise<ImaginedWorld> {
    const { environmentId } = scope;
    const keys = new Set<string>();
    const names = new Map<string, { recipientKey: string; tenantId: string | null }>();
    for (const { reached, actorKey, tenantId } of triggers) {
      if (actorKey) keys.add(actorKey);
      for (const { key, subscription } of reached) {
        keys.add(key);
        if (typeof subscription?.object === "string") keys.add(subscription.object);
        names.set(preferenceName(key, tenantId), { recipientKey: key, tenantId });
      }
    }
    const { users, objects } = await this.#deps.recipients.rows(tx, environmentId, [...keys]);
    const tenantIds = new Set(triggers.flatMap(({ tenantId }) => tenantId ?? []));
    const tenants = await this.#deps.tenants.loadMany(tx, environmentId, [...tenantIds]);
    const found = await this.#deps.preferences.layersOf(scope, [...names.values()], tx);
    const layers = new Map(
      [...names.keys()].flatMap((name, index) => {
        const each = found[index];
        return each ? [[name, each] as const] : [];
      }),
    );
    const channels = await this.#deps.channels.allOf(environmentId, tx);
    const recipients = [...new Set(triggers.flatMap(({ reached }) => reached.map(({ key }) => key)))];
    const entries = await this.#deps.channelData.entriesOf(tx, environmentId, { recipients, channels });
    const stored = { environmentId, users, objects, tenants, entries, layers };
    const world = new ImaginedWorld(stored, () => this.#runtime.newUuid());
    const issues = missingActors(checked, world);
    if (issues.length > 0) throw badInput(issues);
    return world;
  }
}

/** Doubles are among the rows, so that there may be many more than recipients; beyond this there are too many anyway. */
function limitFor(left: number): number {
  return left * 5 + 1;
}

function storyTrigger({ input, checked, at }: CheckedTrigger, reached: StoryRecipient[]): StoryTrigger {
  const { tenant } = input;
  const named = [...checked.recipients.map((each) => each.named), ...(checked.actor ? [checked.actor] : [])];
  return {
    at,
    reached,
    actorKey: checked.actor?.recipientKey ?? null,
    tenantId: tenant?.tenantId ?? null,
    data: checked.data,
    cancellationKey: input.cancellationKey ?? null,
    isSandbox: false,
    skipsDelays: false,
    expiresAt: input.expiresAt?.getTime() ?? null,
    change(world) {
      for (const { recipientKey, user, object } of named) {
        if (user) world.patchUser(user, at);
        if (object) world.patchObject(recipientKey, object, at);
      }
      if (tenant) world.patchTenant(tenant);
    },
  };
}

function tooMany(path: string[]): InputIssue {
  const message = `With its subscribers the simulation reaches more than ${RUNS_MAX} recipients; name some of them instead.`;
  return { path: [...path, "recipients"], code: "too_many", message };
}

/** Like in `notify`: a bare id must name a stored user or object, or one from an earlier trigger of the story. */
function missingActors(triggers: readonly CheckedTrigger[], world: ImaginedWorld): InputIssue[] {
  const isTold = (key: string, until: number): boolean =>
    triggers.some(({ at, checked }) => {
      const named = [...checked.recipients.map((each) => each.named), ...(checked.actor ? [checked.actor] : [])];
      return at <= until && named.some((each) => each.recipientKey === key && (each.user ?? each.object) !== null);
    });
  return triggers.flatMap(({ checked, path, at }) => {
    const key = checked.actor?.recipientKey;
    if (key === undefined || world.people.has(key) || isTold(key, at)) return [];
    const message = "The actor is not known; identify it first or give it inline.";
    return [{ path: [...path, "actor"], code: "actor_missing", message }];
  });
}
