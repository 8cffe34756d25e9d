export { AuditLog, recordCall } from "./audit.service.js";
export type { AuditEvent } from "./audit.service.js";
export type { AuditFilter, AuditRow } from "./audit.repository.js";
