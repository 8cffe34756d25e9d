export { Tenant, TenantInput } from "./tenant.schema.js";
export { toTenant } from "./tenant-view.schema.js";
export { TenantService } from "./tenant.service.js";
export { checkTenant } from "./check-tenant.js";
export type { TenantPatch } from "./check-tenant.js";
export type { TenantRow } from "./tenant.repository.js";
export type { ChangedFeed } from "./tenant-erasure.repository.js";
export { ERASE_WHAT_WAS_SENT, MARK_ORPHANED_CONTENTS } from "./erased-messages.js";
