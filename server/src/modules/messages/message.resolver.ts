import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { loaderOf, scopeOf, type RequestContext } from "../requests/index.js";
import type { RecipientService } from "../objects/index.js";
import { Tenant, toTenant, type TenantService } from "../tenants/index.js";
import { Recipient } from "../users/index.js";
import { Message } from "./message.schema.js";

const TENANTS = { loader: "tenants of messages" };

@Resolver(() => Message)
export class MessageResolver {
  readonly #recipients: RecipientService;
  readonly #tenants: TenantService;

  constructor(recipients: RecipientService, tenants: TenantService) {
    this.#recipients = recipients;
    this.#tenants = tenants;
  }

  @FieldResolver(() => Recipient, { nullable: true, description: "Whom it is for; null if deleted." })
  recipient(@Root() message: Message, @Ctx() context: RequestContext): Promise<Recipient | null> {
    return this.#recipients.show(context, message.row.recipient_key);
  }

  @FieldResolver(() => Tenant, { nullable: true, description: "The tenant it belongs to." })
  async tenant(@Root() message: Message, @Ctx() context: RequestContext): Promise<Tenant | null> {
    const { tenant_id } = message.row;
    if (tenant_id === null) return null;
    const scope = scopeOf(context);
    const row = await loaderOf(context, TENANTS, (ids) => this.#tenants.load(scope, ids)).load(tenant_id);
    return row && toTenant(scope, row);
  }
}
