export { SetTenantPayload, Tenant, TenantInput } from "./tenant.schema.js";
export { TenantResolver } from "./tenant.resolver.js";
export { toTenant } from "./tenant-view.schema.js";
export { TenantService } from "./tenant.service.js";
export { checkTenant, checkTenantId } from "./check-tenant.js";
export type { TenantPatch } from "./check-tenant.js";
export type { TenantRow } from "./tenant.repository.js";
export { TenantErasure } from "./tenant-erasure.service.js";
export type { ChangedFeed } from "./tenant-erasure.repository.js";
