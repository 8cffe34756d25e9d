import { randomUUID } from "node:crypto";
import type { Role } from "../../src/modules/requests/index.js";
import type { Queryable } from "../../src/platform/postgres/index.js";

/** A member who has joined, without a password. Returns the uuid. */
export async function addMember(q: Queryable, role: Role, email = `${randomUUID()}@example.com`): Promise<string> {
  const id = randomUUID();
  await q.query(
    `insert into members (id, email, role, sign_in_method, created_at, joined_at)
     values ($1, $2, $3, 'PASSWORD', date_trunc('milliseconds', now()), now())`,
    [id, email, role],
  );
  return id;
}
