import { parseUuidId } from "../identifiers/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import { scopeOf, type NodeRegistry } from "../requests/index.js";
import { TenantErasure } from "./tenant-erasure.service.js";
import { toTenant } from "./tenant-view.schema.js";
import { TenantResolver } from "./tenant.resolver.js";
import { TenantService } from "./tenant.service.js";

export interface TenantsModule {
  tenants: TenantService;
  erasure: TenantErasure;
  resolvers: object[];
}

export function createTenantsModule(runtime: Runtime, nodes: NodeRegistry): TenantsModule {
  const erasure = new TenantErasure(runtime);
  const tenants = new TenantService(runtime, erasure);
  nodes.register("tenant", async (context, ids) => {
    const scope = scopeOf(context);
    const rows = await tenants.byUuids(
      scope,
      ids.flatMap((id) => parseUuidId("tenant", id) ?? []),
    );
    const visible = await tenants.visible(
      scope,
      rows.map((row) => row.tenant_id),
    );
    return rows.filter((row) => visible.has(row.tenant_id)).map((row) => toTenant(scope, row));
  });
  return { tenants, erasure, resolvers: [new TenantResolver(tenants)] };
}
