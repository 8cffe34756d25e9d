import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { badInput } from "../../platform/errors/index.js";
import { PageArgs } from "../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../platform/paging/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../requests/index.js";
import { checkTenantId } from "./check-tenant.js";
import { toTenant } from "./tenant-view.schema.js";
import {
  DeleteTenantInput,
  DeleteTenantPayload,
  SetTenantPayload,
  Tenant,
  TenantConnection,
  TenantInput,
} from "./tenant.schema.js";
import type { TenantService } from "./tenant.service.js";

const TENANTS = { loader: "tenants" };
const CURSOR = ageCursor("tenants");

@Resolver()
export class TenantResolver {
  readonly #tenants: TenantService;

  constructor(tenants: TenantService) {
    this.#tenants = tenants;
  }

  @Query(() => Tenant, { nullable: true, description: "One tenant by your id." })
  async tenant(
    @Ctx() context: RequestContext,
    @Arg("tenantId", () => ID, { description: "Your id of the tenant." }) tenantId: string,
  ): Promise<Tenant | null> {
    const scope = scopeOf(context);
    const issues = checkTenantId(tenantId, ["tenantId"]);
    if (issues.length > 0) throw badInput(issues);
    const row = await loaderOf(context, TENANTS, (ids) => this.#tenants.load(scope, ids)).load(tenantId);
    return row && toTenant(scope, row);
  }

  @Query(() => TenantConnection, { nullable: true, description: "The environment's tenants, oldest first." })
  async tenants(@Ctx() context: RequestContext, @Args(() => PageArgs) args: PageArgs): Promise<ConnectionOf<Tenant>> {
    const scope = scopeOf(context);
    const page = readPage(args, CURSOR);
    const rows = await this.#tenants.page(scope, page);
    return connectionByAge(page, rows, { node: (row) => toTenant(scope, row), codec: CURSOR });
  }

  @Mutation(() => SetTenantPayload, {
    nullable: true,
    description: "Creates or updates a tenant; properties merge deeply, null unsets.",
  })
  async setTenant(
    @Ctx() context: RequestContext,
    @Arg("input", () => TenantInput, { description: "What to store." }) input: TenantInput,
  ): Promise<SetTenantPayload> {
    const scope = scopeOf(context);
    return Object.assign(new SetTenantPayload(), { tenant: toTenant(scope, await this.#tenants.set(scope, input)) });
  }

  @Mutation(() => DeleteTenantPayload, {
    nullable: true,
    description:
      "Deletes a tenant with its messages, preferences and defaults, and ends its unfinished runs; its people stay.",
  })
  async deleteTenant(
    @Ctx() context: RequestContext,
    @Arg("input", () => DeleteTenantInput, { description: "The tenant to delete." }) input: DeleteTenantInput,
  ): Promise<DeleteTenantPayload> {
    const wasKnown = await this.#tenants.delete(scopeOf(context), input.tenantId);
    return Object.assign(new DeleteTenantPayload(), { tenantId: input.tenantId, wasKnown });
  }
}
