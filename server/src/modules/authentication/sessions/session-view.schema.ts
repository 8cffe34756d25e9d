import { uuidId } from "../../identifiers/index.js";
import { rightsOf, type Scope } from "../../requests/index.js";
import type { SessionRow } from "./session.repository.js";
import { Session } from "./session.schema.js";

/** A session as the caller sees it: the caller's own, or one of a member with this role in the caller's environment. */
export function toSession(scope: Scope, row: SessionRow, roleHere: Scope["actor"] & { kind: "member" }): Session {
  return Object.assign(new Session(), {
    id: uuidId("session", row.id),
    role: roleHere.role,
    permissions: rightsOf({ ...scope, actor: roleHere }),
    isCurrent: scope.actor.kind === "member" && scope.actor.sessionId === uuidId("session", row.id),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    uuid: row.id,
    memberId: row.member_id,
  });
}
