import { badInput, type AppError, type InputIssue } from "../../../platform/errors/index.js";
import { isObjectKey } from "../../identifiers/index.js";
import type { Runtime } from "../../../platform/runtime/index.js";
import { AttachmentTaker, type AttachmentRepository, type NewAttachment } from "../../attachments/index.js";
import type { IdempotencyService, IdempotentCall, KeyClaim } from "../../idempotency/index.js";
import type { Scope } from "../../requests/index.js";
import type { NamedRecipient, RecipientService } from "../../objects/index.js";
import type { TenantService } from "../../tenants/index.js";
import type { WorkflowVersions } from "../../workflows/index.js";
import { publishLanes } from "../../lanes/index.js";
import { tellTriggers } from "../tails/tell-triggers.js";
import type { NewTrigger, StoredAnswer, TriggerEntry, TriggerRepository } from "../trigger.repository.js";
import { checkNotify, spreadOverLanes, workflowMissing, type CheckedNotify } from "./check-notify.js";
import type { NotifyCommand } from "../commands.js";
import { Outcomes, settled, valueOf } from "./outcomes.js";
import { comparedCall } from "./same-call.js";
import { TriggerWriter } from "./trigger-writer.service.js";

const FEW = 10;

export interface NotifyDeps {
  attachments: AttachmentRepository;
  idempotency: IdempotencyService;
  recipients: RecipientService;
  tenants: TenantService;
  workflows: WorkflowVersions;
}

export interface Accepted {
  triggerId: string;
  isReplay: boolean;
  workflowKey: string;
  acceptedAt: Date;
}

/** Does work when there is room for it. */
export type Room = <T>(work: () => Promise<T>) => Promise<T>;

/** Accepts calls: once answered, the trigger is a committed row. */
export class NotifyService {
  readonly #runtime: Runtime;
  readonly #deps: NotifyDeps;
  readonly #triggers: TriggerRepository;
  readonly #writer: TriggerWriter;
  readonly #listeners = new Set<(count: number) => void>();

  constructor(runtime: Runtime, deps: NotifyDeps, triggers: TriggerRepository) {
    this.#runtime = runtime;
    this.#deps = deps;
    this.#triggers = triggers;
    this.#writer = new TriggerWriter(() => runtime.database, triggers);
  }

  /** Whether so many calls wait to be stored that further ones would only time out. */
  get isOverloaded(): boolean {
    return this.#writer.isOverloaded;
  }

  /** Each call that stores triggers calls `listener` with their number. */
  onAccepted(listener: (count: number) => void): void {
    this.#listeners.add(listener);
  }

  /** Statements of this call alone run in `room`, which may make it wait for other calls of its caller. */
  notify(scope: Scope, input: NotifyCommand, room: Room = (work) => work()): Promise<Accepted> {
    const path: string[] = [];
    return this.#accept(callOf(scope, input, path), async (claim) => {
      const prepare = (): Promise<Prepared> => this.#prepare(scope, input, path);
      // Checks whether the actor is known.
      const prepared = await (input.actor == null ? prepare() : room(prepare));
      if (!isPlain(input, prepared)) return room(() => this.#storeWithNamed(scope, input, prepared, claim));
      return storedBy(prepared, claim, (entry) => this.#writer.store(entry));
    });
  }

  /**
   * Runs each call on its own, in the given order, and returns its result or its error. Neighbours that only store triggers
   * share a statement. Never throws: a stored call is reported as stored, whatever happens to the others.
   */
  async notifyMany(scope: Scope, inputs: readonly NotifyCommand[], path: string[]): Promise<(Accepted | AppError)[]> {
    const group = this.#writer.group();
    const outcomes = new Outcomes<Accepted>(this.#runtime.log);
    for (const [index, input] of inputs.entries()) {
      if (outcomes.isCutOff) {
        outcomes.skip();
        continue;
      }
      const place = [...path, String(index)];
      const call = callOf(scope, input, place);
      const prepared = await settled(this.#prepare(scope, input, place));
      const isGrouped = !prepared.ok || isPlain(input, prepared.value);
      if (isGrouped && !this.#deps.idempotency.isUnderWay(call)) {
        const store = (entry: TriggerEntry): Promise<boolean> => group.add(entry);
        outcomes.add(this.#accept(call, async (claim) => storedBy(valueOf(prepared), claim, store)));
        continue;
      }
      // Collected triggers are written first: this call may refer to what they store.
      await group.write();
      outcomes.add(
        this.#accept(call, async (claim) => {
          const value = valueOf(prepared);
          if (isPlain(input, value)) return storedBy(value, claim, (entry) => this.#writer.store(entry));
          return this.#storeWithNamed(scope, input, value, claim);
        }),
      );
      await outcomes.all();
    }
    await group.write();
    return outcomes.all();
  }

  /** `act` stores the call with its claim, and returns null if the key was taken. */
  async #accept(call: IdempotentCall, act: (claim: KeyClaim | null) => Promise<Prepared | null>): Promise<Accepted> {
    const { response, isReplay } = await this.#deps.idempotency.answer(call, {
      act: async (claim) => {
        const stored = await act(claim);
        if (!stored) return null;
        this.#tell(stored.trigger);
        return answerOf(stored);
      },
      kept: (key, since) => this.#triggers.keptAnswer(this.#runtime.database, key, since),
    });
    return { ...response, acceptedAt: new Date(response.acceptedAt), isReplay };
  }

  #tell(trigger: NewTrigger): void {
    publishLanes(this.#runtime, unitsOf(trigger), isUrgent(trigger));
    tellTriggers(this.#runtime, trigger.environmentId, { added: [trigger.id] });
    for (const listener of this.#listeners) listener(1);
  }

  /**
   * Stores people, a tenant and attachments together with the trigger. The key is claimed behind people and the tenant, so that
   * its row is locked for a short time: grouped calls may wait for it. Attachments follow, since a repeated call stores none.
   */
  async #storeWithNamed(
    scope: Scope,
    input: NotifyCommand,
    prepared: Prepared,
    claim: KeyClaim | null,
  ): Promise<Prepared | null> {
    try {
      return await this.#runtime.database.transaction(async (tx) => {
        await this.#deps.recipients.storeNamed(tx, scope, prepared.named);
        if (input.tenant) await this.#deps.tenants.upsertMany(tx, scope, [input.tenant]);
        const store = async (entry: TriggerEntry): Promise<boolean> =>
          (await this.#triggers.insert(tx, [entry])).has(entry.trigger.id);
        const stored = await storedBy(prepared, claim, store);
        if (!stored) throw new KeyTaken();
        const { environmentId, id: triggerId, at } = prepared.trigger;
        await this.#deps.attachments.insert(tx, { environmentId, triggerId, at }, prepared.attachments);
        return stored;
      });
    } catch (error) {
      if (error instanceof KeyTaken) return null;
      throw error;
    }
  }

  async #prepare(scope: Scope, input: NotifyCommand, path: string[]): Promise<Prepared> {
    const version = await this.#deps.workflows.committed(scope, input.workflowKey);
    if (!version) throw workflowMissing(input.workflowKey, path);
    const id = this.#runtime.newUuid();
    const taker = new AttachmentTaker(id, version.compiled.attachments);
    const checked = checkNotify(input, path, taker);
    const issues: InputIssue[] = [...checked.issues];
    if (!version.isActive) {
      const message = `The workflow "${input.workflowKey}" is switched off.`;
      issues.push({ path: [...path, "workflowKey"], code: "workflow_inactive", message });
    }
    issues.push(...(await version.compiled.checkData(input.data ?? {}, [...path, "data"])));
    if (issues.length === 0) issues.push(...(await this.#checkActor(scope, checked.actor, path)));
    if (issues.length > 0) throw badInput(issues);
    return {
      workflowKey: input.workflowKey,
      named: storedPatches(checked),
      attachments: taker.taken,
      trigger: {
        environmentId: scope.environmentId,
        id,
        workflowId: version.compiled.workflowId,
        versionId: version.compiled.versionId,
        actorKey: checked.actor?.recipientKey ?? null,
        tenantId: input.tenant?.tenantId ?? null,
        data: checked.data,
        cancellationKey: input.cancellationKey ?? null,
        isSandbox: input.settings?.sandboxMode ?? false,
        skipsDelays: input.settings?.skipDelays ?? false,
        expiresAt: input.expiresAt ?? null,
        at: new Date(this.#runtime.clock.now()),
        lanes: spreadOverLanes(scope.environmentId, checked.recipients),
      },
    };
  }

  /** A bare id must name a stored user or object (Knock's `actor_missing`); an inline actor is stored first. */
  async #checkActor(scope: Scope, actor: NamedRecipient | null, path: string[]): Promise<InputIssue[]> {
    if (!actor || actor.user || actor.object) return [];
    const known = await this.#deps.recipients.known(scope, [actor.recipientKey]);
    if (known.has(actor.recipientKey)) return [];
    return [
      {
        path: [...path, "actor"],
        code: "actor_missing",
        message: "The actor is not known; identify it first or give it inline.",
      },
    ];
  }
}

interface Prepared {
  workflowKey: string;
  trigger: NewTrigger;
  named: NamedRecipient[];
  attachments: readonly NewAttachment[];
}

/** Rolls back what was stored with a trigger that is not stored, because an earlier call has its key. */
class KeyTaken extends Error {}

function callOf(scope: Scope, input: NotifyCommand, path: string[]): IdempotentCall {
  const { idempotencyKey: key } = input;
  return {
    scope,
    operation: "notify",
    key,
    path: [...path, "idempotencyKey"],
    input: key == null ? input : comparedCall(input),
  };
}

function answerOf({ trigger, workflowKey }: Prepared): StoredAnswer {
  return { triggerId: trigger.id, workflowKey, acceptedAt: trigger.at.toISOString() };
}

/** Null if the key was taken. */
async function storedBy(
  prepared: Prepared,
  claim: KeyClaim | null,
  store: (entry: TriggerEntry) => Promise<boolean>,
): Promise<Prepared | null> {
  return (await store({ trigger: prepared.trigger, claim })) ? prepared : null;
}

/** Whether only the trigger and its key are stored. */
function isPlain(input: NotifyCommand, { named, attachments }: Prepared): boolean {
  return named.length === 0 && attachments.length === 0 && !input.tenant;
}

function storedPatches(checked: CheckedNotify): NamedRecipient[] {
  const all = [...checked.recipients.map((each) => each.named), ...(checked.actor ? [checked.actor] : [])];
  return all.filter((named) => named.user !== null || named.object !== null);
}

/** Whether the trigger is for a few people rather than the subscribers of an object: then it comes before broadcasts. */
function isUrgent({ lanes }: NewTrigger): boolean {
  const keys = lanes.flatMap(({ recipients }) => recipients.map(([key]) => key));
  return keys.length <= FEW && !keys.some(isObjectKey);
}

function unitsOf(trigger: NewTrigger): [number, number][] {
  return trigger.lanes.map(({ lane }) => [trigger.environmentId, lane]);
}
