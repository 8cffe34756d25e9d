import { loaderOf, type RequestContext } from "../../requests/index.js";
import type { MemberService } from "../member.service.js";
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

/** Loads members by their uuids, together for all fields of an answer. */
export function membersOf(
  context: RequestContext,
  members: Pick<MemberService, "byIds">,
): ReturnType<typeof loaderOf<Member>> {
  return loaderOf<Member>(context, "members.byUuid", async (ids) => {
    const rows = await members.byIds(ids);
    return new Map(rows.map((row) => [row.id, toMember(row)]));
  });
}
