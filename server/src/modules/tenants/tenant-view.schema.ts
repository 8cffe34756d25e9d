import { uuidId } from "../identifiers/index.js";
import { may, type Scope } from "../requests/index.js";
import type { TenantRow } from "./tenant.repository.js";
import { Tenant } from "./tenant.schema.js";

/** The part of a tenant that the caller may see: only the environment's backend sees its properties. */
export function toTenant(scope: Scope, row: TenantRow): Tenant {
  return Object.assign(new Tenant(), {
    id: uuidId("tenant", row.id),
    tenantId: row.tenant_id,
    name: row.name,
    properties: may(scope, "tenants.read") ? row.properties : null,
  });
}
