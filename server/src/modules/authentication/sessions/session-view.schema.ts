import { uuidId } from "../../identifiers/index.js";
import { rightsOf, type Scope } from "../../requests/index.js";
import type { SessionRow } from "./session.repository.js";
import { Session } from "./session.schema.js";

/** The caller's own session. */
export function toSession(scope: Scope, row: SessionRow): Session {
  return Object.assign(new Session(), {
    id: uuidId("session", row.id),
    role: row.role,
    permissions: rightsOf(scope),
    isCurrent: true,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
  });
}
