import { AppError, badInput, type InputIssue } from "../../platform/errors/index.js";
import { isObjectKey } from "../../platform/ids/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { IdempotencyService, Scope } from "../accounts/index.js";
import type { NamedRecipient, RecipientService } from "../objects/index.js";
import type { TenantService } from "../tenants/index.js";
import type { WorkflowVersions } from "../workflows/index.js";
import { checkNotify, spreadOverLanes, workflowMissing, type CheckedNotify } from "./check-notify.js";
import { publishLanes } from "./lane-hints.js";
import type { NotifyInput } from "./notify.schema.js";
import { type TriggerRepository, type NewTrigger } from "./trigger.repository.js";
import { TriggerWriter } from "./trigger-writer.service.js";

const FEW = 10;

export interface NotifyDeps {
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

  /** Whether so many calls wait to be stored that more would only wait to be given up. */
  get isOverloaded(): boolean {
    return this.#writer.isOverloaded;
  }

  /** `listener` is told how many triggers were stored, by each call that stored any. */
  onAccepted(listener: (count: number) => void): void {
    this.#listeners.add(listener);
  }

  async notify(scope: Scope, input: NotifyInput, path: string[] = ["input"]): Promise<Accepted> {
    let trigger: NewTrigger | null = null;
    const prepare = async (): Promise<Prepared> => {
      const prepared = await this.#prepare(scope, input, path);
      trigger = prepared.trigger;
      return prepared;
    };
    const { response, isReplay } = await this.#store(scope, input, path, prepare);
    if (trigger) this.#tell([trigger]);
    return { ...response, acceptedAt: new Date(response.acceptedAt), isReplay };
  }

  /**
   * Each call on its own, in the order given: what it came to, or why it was refused. Neighbours that need nothing but their
   * triggers stored are written together.
   */
  async notifyMany(scope: Scope, inputs: readonly NotifyInput[], path: string[]): Promise<(Accepted | AppError)[]> {
    const results: (Accepted | AppError)[] = [];
    let together: Prepared[] = [];
    const write = async (): Promise<void> => {
      const triggers = together.map(({ trigger }) => trigger);
      together = [];
      if (triggers.length === 0) return;
      await this.#triggers.insert(this.#runtime.database, triggers);
      this.#tell(triggers);
    };
    for (const [index, input] of inputs.entries()) {
      const place = [...path, String(index)];
      try {
        const prepared = isPlain(input) ? await this.#prepare(scope, input, place) : null;
        if (prepared?.named.length === 0) {
          together.push(prepared);
          results.push({ ...answerOf(prepared), acceptedAt: prepared.trigger.at, isReplay: false });
          continue;
        }
        await write();
        results.push(await this.notify(scope, input, place));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        results.push(error);
      }
    }
    await write();
    return results;
  }

  #tell(triggers: readonly NewTrigger[]): void {
    const [urgent, others] = [triggers.filter(isUrgent), triggers.filter((trigger) => !isUrgent(trigger))];
    publishLanes(this.#runtime, urgent.flatMap(unitsOf), true);
    publishLanes(this.#runtime, others.flatMap(unitsOf));
    for (const listener of this.#listeners) listener(triggers.length);
  }

  async #store(
    scope: Scope,
    input: NotifyInput,
    path: string[],
    prepare: () => Promise<Prepared>,
  ): Promise<{ response: StoredAnswer; isReplay: boolean }> {
    if (input.idempotencyKey == null) {
      const prepared = await prepare();
      if (prepared.named.length === 0 && isPlain(input)) {
        await this.#writer.store(prepared.trigger);
        return { response: answerOf(prepared), isReplay: false };
      }
      const response = await this.#runtime.database.transaction((tx) => this.#storeAll(tx, scope, input, prepared));
      return { response, isReplay: false };
    }
    const call = { scope, mutation: "notify", key: input.idempotencyKey, path: [...path, "idempotencyKey"], input };
    return this.#deps.idempotency.run(call, async (tx) => this.#storeAll(tx, scope, input, await prepare()));
  }

  async #storeAll(tx: Tx, scope: Scope, input: NotifyInput, prepared: Prepared): Promise<StoredAnswer> {
    await this.#deps.recipients.storeNamed(tx, scope, prepared.named);
    if (input.tenant) await this.#deps.tenants.upsertMany(tx, scope, [input.tenant]);
    await this.#triggers.insert(tx, [prepared.trigger]);
    return answerOf(prepared);
  }

  async #prepare(scope: Scope, input: NotifyInput, path: string[]): Promise<Prepared> {
    const version = await this.#deps.workflows.committed(scope, input.workflowKey);
    if (!version) throw workflowMissing(input.workflowKey, path);
    const checked = checkNotify(input, path);
    const issues: InputIssue[] = [...checked.issues];
    if (!version.isActive) {
      const message = `The workflow "${input.workflowKey}" is switched off.`;
      issues.push({ path: [...path, "workflowKey"], code: "workflow_inactive", message });
    }
    const data: JsonObject = input.data ?? {};
    issues.push(...version.compiled.checkData(data, [...path, "data"]));
    if (issues.length === 0) issues.push(...(await this.#checkActor(scope, checked.actor, path)));
    if (issues.length > 0) throw badInput(issues);
    return {
      workflowKey: input.workflowKey,
      named: storedPatches(checked),
      trigger: {
        environmentId: scope.environmentId,
        id: this.#runtime.newUuid(),
        workflowId: version.compiled.workflowId,
        versionId: version.compiled.versionId,
        actorKey: checked.actor?.recipientKey ?? null,
        tenantId: input.tenant?.tenantId ?? null,
        data,
        cancellationKey: input.cancellationKey ?? null,
        isSandbox: input.settings?.sandboxMode ?? false,
        skipsDelays: input.settings?.skipDelays ?? false,
        at: new Date(this.#runtime.clock.now()),
        lanes: spreadOverLanes(scope.environmentId, checked.recipients),
      },
    };
  }

  /** A bare id must name somebody known (Knock's `actor_missing`); an inline actor is stored first. */
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
}

interface StoredAnswer extends JsonObject {
  triggerId: string;
  workflowKey: string;
  acceptedAt: string;
}

function answerOf({ trigger, workflowKey }: Prepared): StoredAnswer {
  return { triggerId: trigger.id, workflowKey, acceptedAt: trigger.at.toISOString() };
}

/** Whether nothing is stored beside the trigger, people named inline apart. */
function isPlain(input: NotifyInput): boolean {
  return input.idempotencyKey == null && !input.tenant;
}

function storedPatches(checked: CheckedNotify): NamedRecipient[] {
  const all = [...checked.recipients.map((each) => each.named), ...(checked.actor ? [checked.actor] : [])];
  return all.filter((named) => named.user !== null || named.object !== null);
}

/** Whether it tells something to a few people, and not to all that follow an object: then they come before broadcasts. */
function isUrgent({ lanes }: NewTrigger): boolean {
  const keys = lanes.flatMap(({ recipients }) => recipients.map(([key]) => key));
  return keys.length <= FEW && !keys.some(isObjectKey);
}

function unitsOf(trigger: NewTrigger): [number, number][] {
  return trigger.lanes.map(({ lane }) => [trigger.environmentId, lane]);
}
