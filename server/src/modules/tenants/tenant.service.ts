import { badInput } from "../../platform/errors/index.js";
import type { AgeKey, Page } from "../../platform/paging/index.js";
import { laneOf, userKey } from "../identifiers/index.js";
import { mergeRows, type MergeTable, type Queryable, type Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { actingUserId, may, requireRight, type Scope } from "../requests/index.js";
import { checkTenant, checkTenantId, type TenantPatch } from "./check-tenant.js";
import type { TenantErasure } from "./tenant-erasure.service.js";
import { TenantRepository, type TenantRow } from "./tenant.repository.js";

const TABLE: MergeTable = { name: "tenants", identity: { tenant_id: "text" }, fixed: {}, plain: ["name"] };

export class TenantService {
  readonly #runtime: Runtime;
  readonly #erasure: TenantErasure;
  readonly #tenants = new TenantRepository();

  constructor(runtime: Runtime, erasure: TenantErasure) {
    this.#runtime = runtime;
    this.#erasure = erasure;
  }

  /** Creates or updates tenants. The patches are checked already (`checkTenant`); of several for one tenant, all count. */
  async upsertMany(tx: Tx, scope: Scope, patches: readonly TenantPatch[], paths?: readonly string[][]): Promise<void> {
    await mergeRows(tx, TABLE, {
      environmentId: scope.environmentId,
      at: new Date(this.#runtime.clock.now()),
      newUuid: () => this.#runtime.newUuid(),
      patches: patches.map((patch, index) => ({
        key: { tenant_id: patch.tenantId },
        plain: { name: patch.name },
        properties: patch.properties,
        path: [...(paths?.[index] ?? []), "properties"],
      })),
    });
  }

  async set(scope: Scope, input: TenantPatch): Promise<TenantRow> {
    requireRight(scope, "tenants.change");
    const issues = checkTenant(input, []);
    if (issues.length > 0) throw badInput(issues);
    return this.#runtime.database.transaction(async (tx) => {
      await this.upsertMany(tx, scope, [input]);
      const row = (await this.loadMany(tx, scope.environmentId, [input.tenantId])).get(input.tenantId);
      if (!row) throw new Error("A tenant vanished under its lock.");
      return row;
    });
  }

  /** Deletes a tenant with its messages, preferences and defaults, and ends its runs; whether there was one. */
  async delete(scope: Scope, tenantId: string): Promise<boolean> {
    requireRight(scope, "tenants.change");
    const issues = checkTenantId(tenantId, ["tenantId"]);
    if (issues.length > 0) throw badInput(issues);
    return this.#erasure.erase(scope, tenantId);
  }

  loadMany(q: Queryable, environmentId: number, tenantIds: readonly string[]): Promise<Map<string, TenantRow>> {
    return this.#tenants.byTenantIds(q, environmentId, tenantIds);
  }

  load(scope: Scope, tenantIds: readonly string[]): Promise<Map<string, TenantRow>> {
    return this.loadMany(this.#runtime.database, scope.environmentId, tenantIds);
  }

  /**
   * Filters the tenants that the caller may know: a secret key all, a user those with a message for the user. Known and
   * unknown tenants are queried in the same way, so that neither the response nor its time distinguishes them.
   */
  async visible(scope: Scope, tenantIds: readonly string[]): Promise<Set<string>> {
    if (may(scope, "tenants.read")) return new Set(tenantIds);
    const userId = actingUserId(scope);
    if (userId === null) return new Set();
    const { environmentId } = scope;
    const recipientKey = userKey(userId);
    const recipient = { environmentId, lane: laneOf(environmentId, recipientKey), recipientKey };
    return this.#tenants.ofRecipient(this.#runtime.database, recipient, [...new Set(tenantIds)]);
  }

  byUuids(scope: Scope, uuids: readonly string[]): Promise<TenantRow[]> {
    return this.#tenants.byUuids(this.#runtime.database, scope.environmentId, uuids);
  }

  page(scope: Scope, page: Page<AgeKey>): Promise<TenantRow[]> {
    requireRight(scope, "tenants.read");
    return this.#tenants.page(this.#runtime.database, scope.environmentId, page);
  }
}
