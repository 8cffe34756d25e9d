import { uuidId } from "../../identifiers/index.js";
import type { MemberRow } from "../member.repository.js";
import { Member } from "./member.schema.js";

export function toMember(row: MemberRow): Member {
  return Object.assign(new Member(), {
    id: uuidId("member", row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    signInMethod: row.sign_in_method,
    joinedAt: row.joined_at,
    lastSeenAt: row.last_seen_at,
  });
}
