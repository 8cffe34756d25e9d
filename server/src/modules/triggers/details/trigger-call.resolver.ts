import { Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { JsonObjectScalar } from "../../../platform/graphql/index.js";
import type { JsonObject } from "../../../platform/json.js";
import type { RecipientService } from "../../objects/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import { Tenant, toTenant, type TenantService } from "../../tenants/index.js";
import { Recipient } from "../../users/index.js";
import type { TriggerCallRow } from "../trigger.repository.js";
import { Trigger } from "../trigger.schema.js";
import type { TriggerService } from "../trigger.service.js";

const CALLS = { loader: "calls of triggers" };
const DATA = { loader: "data of triggers" };
const TENANTS = { loader: "tenants of triggers" };

export interface TriggerCallDeps {
  recipients: RecipientService;
  tenants: TenantService;
}

/** What the call of a trigger said. */
@Resolver(() => Trigger)
export class TriggerCallResolver {
  readonly #triggers: TriggerService;
  readonly #deps: TriggerCallDeps;

  constructor(triggers: TriggerService, deps: TriggerCallDeps) {
    this.#triggers = triggers;
    this.#deps = deps;
  }

  @FieldResolver(() => Int, { nullable: true, description: "The version of the workflow that it follows." })
  async version(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<number | null> {
    return (await this.#callOf(context, trigger))?.version ?? null;
  }

  @FieldResolver(() => Recipient, {
    nullable: true,
    description: "The recipient who caused the event; null if there is none or if it was deleted.",
  })
  async actor(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<Recipient | null> {
    const key = (await this.#callOf(context, trigger))?.actor_key ?? null;
    return key === null ? null : this.#deps.recipients.show(context, key);
  }

  @FieldResolver(() => Tenant, {
    nullable: true,
    description: "The tenant in which the event happened; null for none.",
  })
  async tenant(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<Tenant | null> {
    const id = (await this.#callOf(context, trigger))?.tenant_id ?? null;
    if (id === null) return null;
    const scope = scopeOf(context);
    const row = await loaderOf(context, TENANTS, (ids) => this.#deps.tenants.load(scope, ids)).load(id);
    return row && toTenant(scope, row);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The key by which `cancel` finds this trigger; null for none.",
  })
  async cancellationKey(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<string | null> {
    return (await this.#callOf(context, trigger))?.cancellation_key ?? null;
  }

  @FieldResolver(() => Boolean, { description: "Whether messages are created and not sent." })
  async isSandbox(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<boolean> {
    return (await this.#callOf(context, trigger))?.is_sandbox ?? false;
  }

  @FieldResolver(() => JsonObjectScalar, {
    nullable: true,
    description: "The data of the event; null once retention has deleted it.",
  })
  data(@Root() trigger: Trigger, @Ctx() context: RequestContext): Promise<JsonObject | null> {
    const scope = scopeOf(context);
    return loaderOf(context, DATA, (ids) => this.#triggers.data(scope, ids)).load(trigger.uuid);
  }

  #callOf(context: RequestContext, { uuid }: Trigger): Promise<TriggerCallRow | null> {
    const scope = scopeOf(context);
    return loaderOf(context, CALLS, (ids) => this.#triggers.calls(scope, ids)).load(uuid);
  }
}
