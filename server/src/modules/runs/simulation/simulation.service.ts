import { badInput, refused, type InputIssue } from "../../../platform/errors/index.js";
import { isObjectKey, laneOf } from "../../../platform/ids/index.js";
import type { EntityStore, Queryable } from "../../../platform/postgres/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { requireRight, type Scope } from "../../requests/index.js";
import type { ChannelDataService, ChannelService } from "../../channels/index.js";
import type { RecipientService } from "../../objects/index.js";
import type { MessageChannels } from "../../messages/index.js";
import type { PreferenceService } from "../../preferences/index.js";
import type { SubscriptionService } from "../../subscriptions/index.js";
import type { TenantService } from "../../tenants/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import type { CompiledWorkflow } from "../../workflows/pure.js";
import type { EngineParts } from "../engine-parts.js";
import { channelContexts } from "../storage/channel-contexts.js";
import { checkSimulation, RUNS_MAX, type CheckedSimulation, type CheckedTrigger } from "./check-simulation.js";
import { ImaginedWorld, preferenceName } from "./imagined-world.js";
import type { SimulateCommand } from "./simulate-command.js";
import { simulate } from "./simulator.js";
import { SlowTurns, type SlowTurn } from "../../../platform/turns/index.js";
import { StoryTooLong, type Limits, type Outcome, type StoryRecipient, type StoryTrigger } from "./story.js";

export interface SimulationDeps {
  engine: EngineParts;
  channels: ChannelService;
  channelData: ChannelDataService;
  messageChannels: MessageChannels;
  preferences: PreferenceService;
  recipients: RecipientService;
  subscriptions: SubscriptionService;
  tenants: TenantService;
  workflows: WorkflowVersions;
}

/** The simulated results, and the recipients at the end of the story. */
export interface Simulated {
  outcome: Outcome;
  world: ImaginedWorld;
}

const DECISIONS_MAX = 20_000;
/** Counts the whole process while the story is played, so more than the story itself: a last safeguard. */
const CPU_MAX_MICROSECONDS = 120_000_000;

/** Runs triggers through a workflow under a virtual clock. All is read in one read-only snapshot; nothing is written. */
export class SimulationService {
  readonly #runtime: Runtime;
  readonly #deps: SimulationDeps;
  readonly #turns = new SlowTurns();

  constructor(runtime: Runtime, deps: SimulationDeps) {
    this.#runtime = runtime;
    this.#deps = deps;
  }

  /** Throws `UNAVAILABLE` when too many simulations wait already. One of each secret key is worked on at a time. */
  async simulate(scope: Scope, input: SimulateCommand): Promise<Simulated> {
    requireRight(scope, "runs.simulate");
    const { environmentId, actor } = scope;
    const caller =
      "apiKeyId" in actor ? actor.apiKeyId : "sessionId" in actor ? actor.sessionId : String(environmentId);
    return this.#turns.run(caller, (turn) => this.#simulate(scope, input, turn));
  }

  async #simulate(scope: Scope, input: SimulateCommand, turn: SlowTurn): Promise<Simulated> {
    const workflow = await this.#workflow(scope, input);
    const checked = await checkSimulation(input, workflow, input.startAt?.getTime() ?? this.#runtime.clock.now());
    if (checked.issues.length > 0) throw badInput(checked.issues);

    const { world, triggers } = await this.#runtime.database.transaction((tx) => this.#load(tx, scope, checked), {
      isReadOnlySnapshot: true,
    });
    const rows = await this.#deps.channels.allOf(scope.environmentId);
    const channels = channelContexts(rows, this.#deps.messageChannels);
    const story = { workflow, channels, triggers, cancels: checked.cancels, marks: checked.marks, world };
    try {
      return { outcome: await simulate(story, limitsOf(turn), this.#deps.engine), world };
    } catch (error) {
      if (!(error instanceof StoryTooLong)) throw error;
      const message = "There is too much to decide; simulate fewer triggers or recipients at a time.";
      throw badInput([{ path: [], code: "too_much", message }]);
    }
  }

  async #workflow(scope: Scope, { workflowKey, document, useDraft }: SimulateCommand): Promise<CompiledWorkflow> {
    if ((workflowKey == null) === (document == null)) {
      const message = "Give exactly one of `workflowKey` and `document`.";
      throw badInput([{ path: [], code: "one_of", message }]);
    }
    const { workflows } = this.#deps;
    if (document) return workflows.compileInline(scope, document, { path: ["document"] });
    const path = ["workflowKey"];
    const key = workflowKey ?? "";
    const found = useDraft
      ? await workflows.draftOf(scope, key, path)
      : ((await workflows.committed(scope, key))?.compiled ?? null);
    if (found) return found;
    const message = useDraft
      ? `There is no workflow "${key}" in this environment.`
      : `There is no committed workflow "${key}" in this environment; for a draft say \`useDraft\`.`;
    throw refused("NOT_FOUND", { path, code: "workflow_missing", message });
  }

  async #load(
    tx: EntityStore,
    scope: Scope,
    { triggers }: CheckedSimulation,
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
    const world = await this.#world(tx, scope, stories);
    const issues = missingActors(triggers, world);
    if (issues.length > 0) throw badInput(issues);
    return { world, triggers: stories };
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

  async #world(tx: EntityStore, scope: Scope, triggers: readonly StoryTrigger[]): Promise<ImaginedWorld> {
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
    return new ImaginedWorld({ environmentId, users, objects, tenants, entries, layers }, () =>
      this.#runtime.newUuid(),
    );
  }
}

/** The limits count decisions and CPU: a slow machine refuses nothing. */
function limitsOf(turn: SlowTurn): Limits {
  const begin = process.cpuUsage();
  return {
    decisionsMax: DECISIONS_MAX,
    rest() {
      const rest = turn.rest();
      if (!rest) return null;
      const { user, system } = process.cpuUsage(begin);
      if (user + system > CPU_MAX_MICROSECONDS) throw new StoryTooLong();
      return rest;
    },
  };
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
