import { AppError } from "../../../platform/errors/index.js";
import { refOfKey, type RecipientFields, type RecipientRefFields, type RecipientService } from "../../objects/index.js";
import type { Scope } from "../../requests/index.js";
import type { TriggerService } from "../../triggers/index.js";
import type { SimulatedTrigger } from "../simulation/simulate-command.js";
import type { Simulated, SimulationService } from "../simulation/simulation.service.js";
import type { ExplainCommand } from "./explain.service.js";

const ONE = { size: 1, isBackward: false, after: null, before: null };

/** Simulates the latest trigger of a workflow again, for one recipient. */
export class IfNow {
  readonly #triggers: TriggerService;
  readonly #recipients: RecipientService;
  readonly #simulations: SimulationService;

  constructor(
    simulations: SimulationService,
    { triggers, recipients }: { triggers: TriggerService; recipients: RecipientService },
  ) {
    this.#simulations = simulations;
    this.#triggers = triggers;
    this.#recipients = recipients;
  }

  /** Null if there is no trigger to repeat, or if it would be refused today. */
  async simulate(scope: Scope, { workflowKey, recipient, tenantId = null }: ExplainCommand): Promise<Simulated | null> {
    const trigger = await this.#latest(scope, workflowKey, tenantId);
    if (!trigger) return null;
    const recipients = [{ to: namedBy(recipient) }];
    try {
      const triggers = [{ ...trigger, recipients, afterSeconds: 0 }];
      return await this.#simulations.simulate(scope, { workflowKey, useDraft: false, triggers });
    } catch (error) {
      if (error instanceof AppError && (error.code === "BAD_USER_INPUT" || error.code === "NOT_FOUND")) return null;
      throw error;
    }
  }

  async #latest(
    scope: Scope,
    workflowKey: string,
    tenantId: string | null,
  ): Promise<Omit<SimulatedTrigger, "recipients" | "afterSeconds"> | null> {
    const [latest] = (await this.#triggers.page(scope, { workflowKey, tenantId }, ONE)).rows;
    if (!latest) return null;
    const { id } = latest.row;
    const call = (await this.#triggers.calls(scope, [id])).get(id);
    const data = (await this.#triggers.data(scope, [id])).get(id) ?? {};
    const actorKey = call?.actor_key ?? null;
    const isKnown = actorKey !== null && (await this.#recipients.known(scope, [actorKey])).has(actorKey);
    const tenant = call?.tenant_id ?? null;
    return { data, actor: isKnown ? refOfKey(actorKey) : null, tenant: tenant === null ? null : { tenantId: tenant } };
  }
}

function namedBy({ userId, object }: RecipientRefFields): RecipientFields {
  return object ? { object: { collection: object.collection, objectId: object.objectId } } : { userId: userId ?? null };
}
