import type { AuditRow } from "../../audit/index.js";
import { uuidId } from "../../identifiers/index.js";
import { AuditEntry } from "./audit.schema.js";

export function toAuditEntry(row: AuditRow): AuditEntry {
  return Object.assign(new AuditEntry(), {
    id: uuidId("auditEntry", row.id),
    action: row.action,
    at: row.created_at,
    changes: row.changes,
    ipAddress: row.ip_address,
    actorName: row.actor_name,
    target: row.target,
    memberId: row.member_id,
    apiKeyId: row.api_key_id,
    environmentId: row.environment_id,
  });
}
